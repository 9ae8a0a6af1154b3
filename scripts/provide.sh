# What Wordspace is built and tested with, whether it is there, and the steps that bring it: Debian packages,
# Emscripten, Dear ImGui, npm packages, texts. Sourced after common.sh. Downloads stay in the user's cache folder.

# packages_of PURPOSE: Debian packages. Each purpose holds `run`, which is what building and serving the page needs.
packages_of() {
  echo "clang-19 lld-19 llvm-19 cmake ninja-build ccache python3 python3-fonttools python3-brotli xz-utils
    ca-certificates libeigen3-dev nlohmann-json3-dev doctest-dev fonts-dejavu-core fonts-jetbrains-mono"
  case $1 in format | test) echo "clang-format-19 clang-tidy-19" ;; esac
  case $1 in native | test)
    echo "g++ libclang-rt-19-dev pkg-config dpkg-dev libglfw3-dev libgles-dev libegl-dev libcli11-dev
      libcpp-httplib-dev libutf8proc-dev libbenchmark-dev libpng-dev zlib1g-dev xvfb xauth libgl1-mesa-dri" ;;
  esac
  case $1 in browser | test) echo "chromium libgl1-mesa-dri" ;; esac
}

debian=no
if [ -r /etc/debian_version ] && have apt-get && have dpkg-query; then debian=yes; fi
debian_version=$(cut -d. -f1 /etc/debian_version 2>/dev/null || true)

emscripten_dir=$cache/emscripten-3.1.69
emscripten_debs="emscripten/trixie binaryen/trixie libc6/trixie libstdc++6/trixie libgcc-s1/trixie node-acorn/trixie"

# look_for PURPOSE...: sets missing_packages, missing_emscripten, missing_imgui, missing_npm, missing_texts (each empty
#   when nothing is missing), and the room in MB that getting them takes: project_mb, cache_mb. Quick: asks no network.
look_for() {
  needed=$(for purpose in "$@"; do packages_of "$purpose"; done)
  have node || needed="$needed nodejs"
  have npm || needed="$needed npm"
  missing_packages=; missing_emscripten=; missing_imgui=; missing_npm=; missing_texts=
  project_mb=0; cache_mb=0

  if ! find_emcc; then
    case $debian,$debian_version in
      yes,11 | yes,12 | yes,bookworm*) missing_emscripten=yes; cache_mb=$((cache_mb + 1700)) ;;
      yes,*) needed="$needed emscripten" ;;
      *) die "Emscripten 3.1.60 or later is needed: install emsdk, run '. ./emsdk_env.sh', and start again." ;;
    esac
  fi
  if [ "$debian" = yes ]; then
    case " $* " in *' browser '* | *' test '*)
      # Some browser tests are for Firefox; where Debian has none they are left out.
      if ! have firefox-esr && ! have firefox && apt-cache show firefox-esr >/dev/null 2>&1; then
        needed="$needed firefox-esr"
      fi ;;
    esac
    # shellcheck disable=SC2086  # a list of words on purpose
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $needed 2>/dev/null | sed -n 's/^installed //p' | tr '\n' ' ')
    for package in $needed; do
      case " $installed $missing_packages " in *" $package "*) ;; *) missing_packages="$missing_packages $package" ;; esac
    done
    if [ ! -f "$cache/imgui/imgui.h" ]; then missing_imgui=yes; cache_mb=$((cache_mb + 20)); fi
  else
    for tool in cmake ninja node npm python3; do
      have "$tool" || die "'$tool' is needed; on systems other than Debian install it by hand (README.md lists everything)."
    done
  fi
  if have node && [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 18 ]; then
    die "Node.js 18 or later is needed, this machine has $(node --version)."
  fi
  if ! cmp -s "$root/package-lock.json" "$root/node_modules/.wordspace-lock.json"; then
    missing_npm=yes; project_mb=$((project_mb + 90)); cache_mb=$((cache_mb + 60))
  fi
  if [ "$debian" = yes ] && [ -z "$(find "$cache/packages/.tried" -mmin -60 2>/dev/null)" ]; then
    missing_texts=$(list_missing_texts)
    [ -z "$missing_texts" ] || cache_mb=$((cache_mb + 25))
  fi
}

anything_missing() { [ -n "$missing_packages$missing_emscripten$missing_imgui$missing_npm$missing_texts" ]; }

# One setup at a time: a second one waits, and looks again.
take_turn() {
  mkdir -p "$cache"
  have flock || return 0
  exec 9>"$cache/lock"
  if ! flock -n 9; then
    say "another setup is at work; waiting for it"
    flock 9
    look_for "$@"
  fi
  # Nobody else is at work, so what is unfinished was killed.
  rm -rf "$cache"/unfinished.??????
}

# prepare PURPOSE...: looks, and stops at once where something stands in the way: root rights, room on the disk.
#   $room_mb, when set, is what building takes besides.
prepare() {
  look_for "$@"
  if anything_missing; then take_turn "$@"; fi
  need_room $((project_mb + ${room_mb:-0})) "$cache_mb"
  if [ -n "$missing_packages" ]; then need_root; fi
}

need_root() {
  [ "$(id -u)" -ne 0 ] || return 0
  by_hand="as root, 'apt-get install --no-install-recommends$missing_packages' and start again"
  have sudo || die "Debian packages are missing and only root may install them: run, $by_hand."
  if ! sudo -n true 2>/dev/null; then
    [ -t 0 ] || die "Debian packages are missing, sudo asks for a password and there is no terminal to type it: run, $by_hand."
    say "to be installed with sudo:$missing_packages"
    sudo -v || die "without root rights the packages cannot be installed: run, $by_hand."
  fi
}

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# provide: the steps that bring what look_for missed. To be called by plan.
provide() {
  if [ -n "$missing_packages" ]; then
    must apt-update "reading Debian's package lists" as_root apt-get update -q
    [ -n "$counting" ] || megabytes=$(megabytes_of apt-get install -y --no-install-recommends)
    must apt-install "installing $(in_short) from Debian (${megabytes:-} MB to fetch)" install_packages
  fi
  if [ -n "$missing_npm" ]; then
    must npm "fetching npm packages (25 MB)" install_npm
  fi
  if [ -n "$missing_emscripten$missing_imgui" ] && [ "$debian" = yes ]; then
    must private-apt "reading the lists of Debian's newer suites (20 MB)" prepare_private_apt
  fi
  if [ -n "$missing_emscripten" ]; then
    # What was fetched stays until it is unpacked: a call that is stopped is not paid for twice.
    debs=$cache/emscripten-debs
    [ -n "$counting" ] || { mkdir -p "$debs"; watch_mb=250; watch=$debs; }
    must emscripten "fetching Emscripten 3.1.69 (250 MB)" fetch_emscripten
    [ -n "$counting" ] || make_scratch "$cache"
    must emscripten-unpack "unpacking Emscripten (1.3 GB)" unpack_emscripten
    [ -n "$counting" ] || tidy
  fi
  if [ -n "$missing_imgui" ]; then
    [ -n "$counting" ] || make_scratch "$cache"
    must imgui "fetching the sources of Dear ImGui (2 MB)" fetch_imgui
    [ -n "$counting" ] || tidy
  fi
  if [ -n "$missing_texts" ]; then
    must texts "fetching the texts to learn from (21 MB)" "$root/scripts/fetch_corpora"
    [ -n "$counting" ] || sed -n '/left out/p' "$log"
  fi
  if [ -z "$counting" ]; then
    find_emcc || die "Emscripten was not found after it was installed."
    exec 9>&- # the next setup's turn
  fi
}

# The missing packages in a line: "cmake", "clang-19, lld-19 and 20 more".
in_short() {
  # shellcheck disable=SC2086
  set -- $missing_packages
  case $# in 1) echo "$1" ;; 2) echo "$1 and $2" ;; *) echo "$1, $2 and $(($# - 2)) more" ;; esac
}

# megabytes_of APT-COMMAND...: what installing the missing packages downloads.
megabytes_of() {
  # shellcheck disable=SC2086
  "$@" --print-uris -qq $missing_packages 2>/dev/null | awk '{ bytes += $3 } END { print int(bytes / 1e6) + 1 }'
}

install_packages() {
  cat "$logs/apt-update.log" # its warnings tell why a package was not found
  as_root dpkg --configure -a # goes on where somebody stopped dpkg
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing_packages
}

# --- a private apt state: reads other Debian suites, changes nothing in the system -------------

# Prints "URI|keyring|..." of the machine's own Debian archive, from apt's own reading of its sources.
own_archive() {
  apt-get indextargets --format '$(REPO_URI)|$(SIGNED_BY)|$(ORIGIN)|$(SOURCESENTRY)' 'Created-By: Packages' \
    | awk -F'|' '$3 == "Debian" && $1 !~ /security/ { print; exit }'
}

private_apt() {
  state=$cache/apt
  "$@" -o "Dir::State::Lists=$state/lists" -o "Dir::Cache=$state/cache" \
    -o "Dir::Cache::archives=$state/cache/archives" -o Dir::Etc::sourcelist=/dev/null \
    -o "Dir::Etc::sourceparts=$state/sources" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
}

prepare_private_apt() {
  state=$cache/apt
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/sources"
  entry=$(own_archive)
  if [ -z "$entry" ]; then
    as_root apt-get update -q
    entry=$(own_archive)
  fi
  [ -n "$entry" ] || die "no Debian archive was found among this machine's apt sources."
  uri=${entry%%|*}
  keyring=$(printf '%s' "$entry" | cut -d'|' -f2)
  [ -r "$keyring" ] || keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -r "$keyring" ] || die "Debian's archive keyring was not found; install debian-archive-keyring."
  cat >"$state/sources/wordspace.sources" <<END
Types: deb
URIs: $uri
Suites: trixie
Components: main
Signed-By: $keyring

Types: deb-src
URIs: $uri
Suites: testing sid
Components: main
Signed-By: $keyring
END
  private_apt apt-get update -q -o APT::Update::Error-Mode=any
}

# --- Emscripten --------------------------------------------------------------------------------

# emcc_is_recent EMCC: true for 3.1.60 or later.
emcc_is_recent() {
  "$1" --version 2>/dev/null | awk 'NR == 1 {
    if (match($0, /[0-9]+\.[0-9]+\.[0-9]+/)) {
      split(substr($0, RSTART, RLENGTH), v, ".")
      exit !(v[1] > 3 || (v[1] == 3 && (v[2] > 1 || (v[2] == 1 && v[3] >= 60))))
    }
    exit 1
  }'
}

# find_emcc: leaves the path of a usable emcc in $cache/emcc.path, which emscripten.cmake reads; false: there is none.
find_emcc() {
  noted=$(cat "$cache/emcc.path" 2>/dev/null || true)
  emcc=
  if [ -x "$emscripten_dir/usr/share/emscripten/emcc" ]; then
    emcc=$emscripten_dir/usr/share/emscripten/emcc
  elif [ -n "$noted" ] && [ -x "$noted" ]; then
    return 0
  elif [ -n "${EMSDK:-}" ] && emcc_is_recent "$EMSDK/upstream/emscripten/emcc"; then
    emcc=$EMSDK/upstream/emscripten/emcc
  elif have emcc && emcc_is_recent emcc; then
    emcc=$(readlink -f "$(command -v emcc)")
    # Debian's /usr/bin/emcc is a link to a wrapper of the real thing.
    [ ! -x /usr/share/emscripten/emcc ] || [ "$(basename "$emcc")" != wrapper ] || emcc=/usr/share/emscripten/emcc
  fi
  [ -n "$emcc" ] || return 1
  [ "$noted" = "$emcc" ] || { mkdir -p "$cache"; printf '%s\n' "$emcc" >"$cache/emcc.path"; }
}

fetch_emscripten() {
  cd "$debs"
  # shellcheck disable=SC2086
  private_apt apt-get download -q $emscripten_debs
}

unpack_emscripten() {
  all=$scratch/all
  mkdir "$all" "$scratch/acorn"
  for deb in emscripten binaryen; do dpkg -x "$debs/${deb}"_*.deb "$all"; done
  for deb in libc6 libstdc++6 libgcc-s1; do dpkg -x "$debs/${deb}"_*.deb "$all/host"; done
  dpkg -x "$debs/node-acorn"_*.deb "$scratch/acorn"

  em=$all/usr/share/emscripten
  rm -rf "$em/test" "$em/docs" "$em/cache/sysroot/lib/wasm64-emscripten" \
    "$em/cache/sysroot/lib/wasm32-emscripten/pic" "$em/cache/sysroot/lib/wasm32-emscripten/thinlto"
  mkdir -p "$em/node_modules"
  cp -RL "$scratch/acorn/usr/share/nodejs/acorn" "$em/node_modules/acorn"

  # Binaryen's tools need a newer libc than this machine's: run them through the unpacked one.
  loader=$(cd "$all" && find host/usr/lib -name 'ld-linux*.so.*' | head -n 1)
  [ -n "$loader" ] || die "the unpacked libc has no dynamic loader."
  triplet=$(basename "$(dirname "$loader")")
  mkdir -p "$all/binaryen/bin"
  for tool in "$all/usr/bin/"wasm-* "$all/usr/bin/wasm2js"; do
    name=$(basename "$tool")
    cat >"$all/binaryen/bin/$name" <<END
#!/bin/sh
exec "$emscripten_dir/$loader" --library-path "$emscripten_dir/host/usr/lib/$triplet:$emscripten_dir/usr/lib/$triplet" "$emscripten_dir/usr/bin/$name" "\$@"
END
    chmod +x "$all/binaryen/bin/$name"
  done

  cat >"$em/.emscripten" <<END
LLVM_ROOT = '/usr/bin'
BINARYEN_ROOT = '$emscripten_dir/binaryen'
NODE_JS = '$(command -v node)'
FROZEN_CACHE = False
CACHE = '$emscripten_dir/usr/share/emscripten/cache'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
END
  rm -rf "$emscripten_dir"
  mv "$all" "$emscripten_dir"
  rm -rf "$debs"
}

# --- Dear ImGui: sources of 1.92 or later, compiled by our own CMake ----------------------------

fetch_imgui() {
  cd "$scratch"
  private_apt apt-get source -q --download-only imgui
  mkdir imgui
  tar -xJf imgui_*.orig.tar.xz -C imgui --strip-components=1
  version=$(sed -n 's/^#define IMGUI_VERSION_NUM *\([0-9]*\).*/\1/p' imgui/imgui.h)
  [ "${version:-0}" -ge 19200 ] || die "Dear ImGui 1.92 or later is needed, Debian offers ${version:-none}."
  rm -rf "$cache/imgui"
  mv imgui "$cache/imgui"
}

# --- npm packages: fonts, icons, browser tests ---------------------------------------------------

install_npm() {
  cd "$root"
  npm ci --no-audit --no-fund --prefer-offline --cache "$cache/npm" \
    --fetch-retries 2 --fetch-retry-mintimeout 2000 --fetch-retry-maxtimeout 8000
  cp package-lock.json node_modules/.wordspace-lock.json
}

# --- the Debian packages that the built-in texts are packed from; they are kept, not installed ---------

list_missing_texts() {
  for package in sword-text-web wordnet-base r-cran-janeaustenr sword-text-kjv jargon-text dict-foldoc \
      libreoffice-help-vi; do
    set -- "$cache/packages/$package"_*.deb
    [ -f "$1" ] || echo "$package"
  done
}
