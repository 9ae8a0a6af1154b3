# What the scripts share: where things are, how they speak, how they stop. Sourced, never run.
# It deliberately installs nothing (setup does) and builds nothing (run and test do).

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/wordspace
export WORDSPACE_CACHE="$cache"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

say() { printf '%s\n' "wordspace: $*"; }
die() { printf '%s\n' "wordspace: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND...: runs it as root, directly or with sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else die "root rights are needed for '$1'. Run this as root or install sudo."
  fi
}

# quietly LOG COMMAND...: keeps the output in LOG and shows its end only when the command fails.
quietly() {
  quietly_log=$1; shift
  mkdir -p "$(dirname -- "$quietly_log")"
  "$@" >"$quietly_log" 2>&1 || { tail -n 40 "$quietly_log" >&2; return 1; }
}

# configure_and_build PRESET [TARGET...]: quick when nothing changed.
configure_and_build() {
  preset=$1; shift
  objects=$root/build/$preset
  [ "$preset" != web ] || objects=$root/build/web-objects
  say "building $preset"
  cd "$root" || exit 1
  if [ ! -f "$objects/build.ninja" ] || [ "$root/CMakePresets.json" -nt "$objects/build.ninja" ]; then
    cmake --preset "$preset" || die "CMake could not configure '$preset'; its message is above."
  fi
  cmake --build --preset "$preset" --parallel "$jobs" ${1:+--target "$@"} \
    || die "'$preset' did not build; the first error is above."
}
