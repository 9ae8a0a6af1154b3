// Icons of the interface by what they mean, as UTF-8 of the codicon font.
// Not all of codicon: the build keeps only what stands here and in cmake/icons.txt (a test
// compares).
#pragma once

namespace wordspace::ui::icons {

inline constexpr char kPlay[] = "\xee\xac\xac";
inline constexpr char kPause[] = "\xee\xab\x91";
inline constexpr char kStep[] = "\xee\xab\x96";
inline constexpr char kReset[] = "\xee\xab\x92";
inline constexpr char kStop[] = "\xee\xab\x97";
inline constexpr char kHome[] = "\xee\xac\x86";
inline constexpr char kText[] = "\xee\xb1\x9e";
inline constexpr char kFile[] = "\xee\xa9\xbb";
inline constexpr char kFolder[] = "\xee\xab\xb7";
inline constexpr char kBook[] = "\xee\xaa\xa4";
inline constexpr char kCourse[] = "\xee\xac\xa1";
inline constexpr char kScatter[] = "\xee\xaf\xa3";
inline constexpr char kLineChart[] = "\xee\xaf\xa2";
inline constexpr char kGraph[] = "\xee\xac\x83";
inline constexpr char kTable[] = "\xee\xae\xb7";
inline constexpr char kList[] = "\xee\xac\x97";
inline constexpr char kWord[] = "\xee\xad\xbe";
inline constexpr char kToken[] = "\xee\xaa\x8a";
inline constexpr char kNumber[] = "\xee\xaa\x90";
inline constexpr char kAnalogy[] = "\xee\xab\xbd";
inline constexpr char kMatrix[] = "\xee\xad\xa3";
inline constexpr char kSearch[] = "\xee\xa9\xad";
inline constexpr char kCopy[] = "\xee\xaf\x8c";
inline constexpr char kEdit[] = "\xee\xa9\xb3";
inline constexpr char kTrash[] = "\xee\xaa\x81";
inline constexpr char kAdd[] = "\xee\xa9\xa0";
inline constexpr char kRemove[] = "\xee\xac\xbb";
inline constexpr char kClose[] = "\xee\xa9\xb6";
inline constexpr char kCheck[] = "\xee\xaa\xb2";
inline constexpr char kDownload[] = "\xee\xb1\xb4";
inline constexpr char kExport[] = "\xee\xae\xac";
inline constexpr char kSave[] = "\xee\xad\x8b";
inline constexpr char kUpload[] = "\xee\xab\x83";
inline constexpr char kFetch[] = "\xee\xab\x82";
inline constexpr char kArrowRight[] = "\xee\xaa\x9c";
inline constexpr char kArrowLeft[] = "\xee\xaa\x9b";
inline constexpr char kChevronDown[] = "\xee\xaa\xb4";
inline constexpr char kChevronRight[] = "\xee\xaa\xb6";
inline constexpr char kChevronUp[] = "\xee\xaa\xb7";
inline constexpr char kChevronLeft[] = "\xee\xaa\xb5";
inline constexpr char kInfo[] = "\xee\xa9\xb4";
inline constexpr char kWarning[] = "\xee\xa9\xac";
inline constexpr char kError[] = "\xee\xaa\x87";
inline constexpr char kQuestion[] = "\xee\xac\xb2";
inline constexpr char kIdea[] = "\xee\xa9\xa1";
inline constexpr char kGlobe[] = "\xee\xac\x81";
inline constexpr char kTheme[] = "\xee\xab\x86";
inline constexpr char kTextSize[] = "\xee\xad\xa9";
inline constexpr char kGear[] = "\xee\xad\x91";
inline constexpr char kMenu[] = "\xee\xae\x94";
inline constexpr char kMore[] = "\xee\xa9\xbc";
inline constexpr char kFit[] = "\xee\xad\x8c";
inline constexpr char kZoomIn[] = "\xee\xae\x81";
inline constexpr char kZoomOut[] = "\xee\xae\x82";
inline constexpr char kLink[] = "\xee\xac\x95";
inline constexpr char kExternal[] = "\xee\xac\x94";
inline constexpr char kHistory[] = "\xee\xaa\x82";
inline constexpr char kRefresh[] = "\xee\xac\xb7";
inline constexpr char kWatch[] = "\xee\xad\xbc";
inline constexpr char kChip[] = "\xee\xb0\x99";
inline constexpr char kLayers[] = "\xee\xaf\x92";
inline constexpr char kTarget[] = "\xee\xaf\xb8";
inline constexpr char kPin[] = "\xee\xac\xab";
inline constexpr char kFilter[] = "\xee\xab\xb1";
inline constexpr char kBeaker[] = "\xee\xa9\xb9";
inline constexpr char kEye[] = "\xee\xa9\xb0";
inline constexpr char kMap[] = "\xee\xb0\x85";
inline constexpr char kPulse[] = "\xee\xac\xb1";
inline constexpr char kCompass[] = "\xee\xaf\x95";
inline constexpr char kTelescope[] = "\xee\xad\xa8";
inline constexpr char kCircle[] = "\xee\xa9\xb1";
inline constexpr char kDatabase[] = "\xee\xab\x8e";
inline constexpr char kCorpora[] = "\xee\xac\xb6";
inline constexpr char kPositions[] = "\xee\xac\xa0";
inline constexpr char kLaw[] = "\xee\xac\x92";
inline constexpr char kLock[] = "\xee\xa9\xb5";
inline constexpr char kScreen[] = "\xee\xa9\xba";
inline constexpr char kOrganization[] = "\xee\xa9\xbe";

}  // namespace wordspace::ui::icons
