# Everything that is not ours, as targets: Eigen3::Eigen, imgui, doctest, nlohmann_json::nlohmann_json everywhere;
# glfw, CLI11::CLI11, httplib, utf8proc, benchmark::benchmark natively. Nothing here compiles our own code.

if(DEFINED ENV{WORDSPACE_CACHE})
  set(WORDSPACE_CACHE "$ENV{WORDSPACE_CACHE}")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(WORDSPACE_CACHE "$ENV{XDG_CACHE_HOME}/wordspace")
else()
  set(WORDSPACE_CACHE "$ENV{HOME}/.cache/wordspace")
endif()

# header_only(TARGET FOLDER HEADER): a header-only library of the machine. For the web its folder is linked
# into the build, because the machine's /usr/include must not stand before Emscripten's.
function(header_only target folder header)
  find_path(${folder}_INCLUDE "${folder}/${header}" PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
  if(NOT ${folder}_INCLUDE)
    message(FATAL_ERROR "${folder}/${header} was not found; run scripts/setup")
  endif()
  set(include "${CMAKE_BINARY_DIR}/third_party")
  file(MAKE_DIRECTORY "${include}")
  file(CREATE_LINK "${${folder}_INCLUDE}/${folder}" "${include}/${folder}" SYMBOLIC)
  add_library(${target} INTERFACE IMPORTED)
  target_include_directories(${target} SYSTEM INTERFACE "${include}")
endfunction()

header_only(doctest doctest doctest.h)
if(WORDSPACE_WEB)
  target_compile_definitions(doctest INTERFACE
    DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS DOCTEST_CONFIG_NO_POSIX_SIGNALS)
endif()
header_only(nlohmann_json::nlohmann_json nlohmann json.hpp)
target_compile_definitions(nlohmann_json::nlohmann_json INTERFACE JSON_NOEXCEPTION)

find_path(EIGEN_INCLUDE Eigen/Core
  PATHS /usr/include/eigen3 /usr/local/include/eigen3 NO_CMAKE_FIND_ROOT_PATH)
if(NOT EIGEN_INCLUDE)
  message(FATAL_ERROR "Eigen was not found; run scripts/setup")
endif()
add_library(Eigen3::Eigen INTERFACE IMPORTED)
target_include_directories(Eigen3::Eigen SYSTEM INTERFACE "${EIGEN_INCLUDE}")
target_compile_definitions(Eigen3::Eigen INTERFACE EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)

# Dear ImGui: the core and the OpenGL ES 3 renderer everywhere, the GLFW backend natively.
set(IMGUI_DIR "${WORDSPACE_CACHE}/imgui" CACHE PATH "Sources of Dear ImGui 1.92 or later")
if(NOT EXISTS "${IMGUI_DIR}/imgui.h")
  include(FetchContent)
  FetchContent_Declare(imgui_sources GIT_REPOSITORY https://github.com/ocornut/imgui.git GIT_TAG v1.92.2b
    GIT_SHALLOW ON)
  FetchContent_GetProperties(imgui_sources)
  if(NOT imgui_sources_POPULATED)
    FetchContent_Populate(imgui_sources)
  endif()
  set(IMGUI_DIR "${imgui_sources_SOURCE_DIR}")
endif()
add_library(imgui STATIC
  "${IMGUI_DIR}/imgui.cpp" "${IMGUI_DIR}/imgui_draw.cpp" "${IMGUI_DIR}/imgui_tables.cpp"
  "${IMGUI_DIR}/imgui_widgets.cpp")
target_include_directories(imgui SYSTEM PUBLIC "${IMGUI_DIR}" "${IMGUI_DIR}/backends")
target_compile_definitions(imgui PUBLIC
  IMGUI_IMPL_OPENGL_ES3 IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS
  "ImDrawIdx=unsigned int") # a chart may have more than 65,536 corners, and OpenGL ES 3.0 has no vertex offset
target_compile_options(imgui PRIVATE -w -fno-exceptions $<$<CONFIG:Release>:-O2>)
if(WORDSPACE_SANITIZE)
  target_compile_options(imgui PRIVATE -fno-sanitize=all) # not ours to check, and much quicker to compile
endif()

if(NOT WORDSPACE_WEB)
  find_package(glfw3 REQUIRED)
  target_sources(imgui PRIVATE "${IMGUI_DIR}/backends/imgui_impl_glfw.cpp")
  find_library(GLES_LIBRARY GLESv2 REQUIRED)
  target_link_libraries(imgui PUBLIC glfw "${GLES_LIBRARY}")
  find_package(Threads REQUIRED)
  link_libraries(Threads::Threads)

  find_package(CLI11 REQUIRED)
  add_library(utf8proc INTERFACE IMPORTED)
  find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
  target_link_libraries(utf8proc INTERFACE "${UTF8PROC_LIBRARY}")

  # As Debian compiles it: the library is not header-only there, and the definitions are part of its ABI.
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
  add_library(httplib INTERFACE)
  target_link_libraries(httplib INTERFACE PkgConfig::HTTPLIB)
  find_package(benchmark QUIET)
endif()
