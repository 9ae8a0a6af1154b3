# What the scripts share: where things are, numbered steps with their progress, errors, tidying up. Sourced, never run.
# It installs nothing (provide.sh does) and knows no step by name.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${WORDSPACE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/wordspace}
logs=$root/build/logs
export WORDSPACE_CACHE="$cache" NINJA_STATUS='[%f/%t] '
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
moving=
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then moving=yes; fi

say() { printf '%s\n' "wordspace: $*"; }
die() { printf '%s\n' "wordspace: $*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# refuse SENTENCE: for a call that cannot be meant; changes nothing.
refuse() { printf '%s\n' "wordspace: $* (scripts/${0##*/} --help tells more)" >&2; exit 2; }

# answer_help ARGUMENT...: --help prints the comment at the head of the script and ends it.
answer_help() {
  for argument in "$@"; do
    case $argument in -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
  done
}

# --- tidying up: when a script ends, and when it is stopped ------------------------------------

child=   # the step that runs
title=   # its name
scratch= # a temporary folder that goes with the script

# make_scratch FOLDER: a temporary folder in FOLDER, so that what is finished there moves out in one go.
make_scratch() { mkdir -p "$1"; scratch=$(mktemp -d "$1/unfinished.XXXXXX"); }
tidy() { [ -z "$scratch" ] || rm -rf "$scratch"; }

# tree_of PID: it and all its descendants.
tree_of() {
  echo "$1"
  for below in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree_of "$below"; done
}

# Ends the running step with everything it started; what has not ended after 5 s is killed.
# A dpkg that installs is waited for: a package half unpacked is worse than a minute.
end_child() {
  [ -n "$child" ] || return 0
  if has_dpkg; then
    printf '%s\n' "wordspace: dpkg is at work; stopping when it has finished" >&2
    while has_dpkg; do sleep 0.5; done
  fi
  tree=$(tree_of "$child")
  signal TERM "$tree"
  tries=0
  while [ "$tries" -lt 50 ]; do
    living=
    for pid in $tree; do
      case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in '' | Z*) ;; *) living="$living $pid" ;; esac
    done
    [ -n "$living" ] || return 0
    tries=$((tries + 1))
    sleep 0.1
  done
  signal KILL "$living"
}
has_dpkg() { for pid in $(tree_of "$child"); do if [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dpkg ]; then return 0; fi; done; return 1; }
signal() { for pid in $2; do kill -"$1" "$pid" 2>/dev/null || sudo -n kill -"$1" "$pid" 2>/dev/null || true; done; }

interrupted() {
  trap '' INT TERM HUP
  end_child
  [ -z "$moving" ] || printf '\r\033[K'
  printf '%s\n' "wordspace: stopped${title:+ at '$title'}; the next call goes on from here." >&2
  exit "$1"
}
trap tidy EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# --- steps -------------------------------------------------------------------------------------

counting=
total=0
at=0
note_with=note_progress # the function that reads $log and $step_status and leaves what the step's line says in $note

# plan FUNCTION: calls it twice; the first time its steps are only counted, the second time they work.
plan() {
  counting=yes; total=0
  "$@"
  counting=; at=0
  "$@"
}

# lasted SINCE: the time since then, in words.
lasted() {
  seconds=$(($(date +%s) - $1))
  if [ "$seconds" -lt 60 ]; then echo "$seconds s"; else printf '%d min %02d s\n' $((seconds / 60)) $((seconds % 60)); fi
}

# How far the log says that the step is: 137/240 (ninja, ctest), 40 % (apt), 112/250 MB (when $watch and $watch_mb are set).
progress() {
  if [ -n "${watch:-}" ]; then
    echo "$(du -sm "$watch" 2>/dev/null | cut -f1)/$watch_mb MB"
    return
  fi
  tail -c 200000 "$log" | tr '\r' '\n' | awk '
    match($0, /^ *\[?[0-9]+\/[0-9]+/) { far = substr($0, RSTART, RLENGTH); gsub(/[ \[]/, "", far) }
    / newly installed,/ { packages = $3 }
    /^(Get:|Unpacking |Setting up )/ { done++ }
    END { if (far != "") print far; else if (packages > 0) print int(100 * done / (3 * packages)) " %" }'
}

note_progress() {
  watch=
  note=$(progress)
  case $note in */*) note=${note#*/}/${note#*/} ;; esac # ninja names a step of its own when it begins
  if grep -q '^ninja: no work to do' "$log"; then note='nothing to do'; fi
  [ "$step_status" -eq 0 ] || note=FAILED
}

# step LOG TITLE COMMAND...: runs the command (or function) with its output in build/logs/LOG.log and leaves its
#   result in step_status. On a terminal one line moves, elsewhere one line is written when the step ends.
#   Never call it in a condition: `set -e` would not hold inside.
step() {
  if [ -n "$counting" ]; then total=$((total + 1)); step_status=0; return 0; fi
  log=$logs/$1.log; title=$2
  shift 2
  at=$((at + 1)); started=$(date +%s); step_status=0
  mkdir -p "$logs"
  # A shell starts what runs beside it deaf to Ctrl+C; programs get their ears back.
  case $(command -v "$1") in /*) if [ -n "$can_hear" ]; then set -- env --default-signal=INT,QUIT "$@"; fi ;; esac
  "$@" >"$log" 2>&1 </dev/null &
  child=$!
  if [ -n "$moving" ]; then
    while kill -0 "$child" 2>/dev/null; do
      printf '\r\033[K[%s/%s] %s  %s  %s' "$at" "$total" "$title" "$(progress)" "$(lasted "$started")"
      sleep 0.3
    done
    printf '\r\033[K'
  fi
  wait "$child" || step_status=$?
  child=
  "$note_with"
  printf '[%s/%s] %s%s  %s\n' "$at" "$total" "$title" "${note:+  $note}" "$(lasted "$started")"
}
can_hear=$(env --default-signal=INT echo yes 2>/dev/null || true)

# must LOG TITLE COMMAND...: a step without which the rest makes no sense.
must() {
  step "$@"
  [ "$step_status" -eq 0 ] || explain_and_stop
  title=
}

# Says why the last step failed: in one sentence when the log tells it, otherwise with the log's end.
explain_and_stop() {
  where=${log#"$root"/}
  # On a full disk the log may not hold what was said.
  if is_full "$root/build" || is_full "$cache" || grep -qiE 'no space left|enough free space|ENOSPC|disk quota' "$log"; then
    die "the disk is full ($title): make room and start again; the whole log is $where."
  fi
  if grep -qE 'Could not resolve|Temporary failure|Network is unreachable|Could not connect|Connection (refused|timed out|failed)|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH' "$log"; then
    die "no network: $title needs one; the whole log is $where."
  fi
  tail -n 40 "$log" >&2
  die "$title failed: its last lines are above, the whole log is $where."
}

# --- room on the disk --------------------------------------------------------------------------

# existing FOLDER: it or the nearest folder above it that exists.
existing() { folder=$1; while [ ! -d "$folder" ]; do folder=$(dirname -- "$folder"); done; echo "$folder"; }

# room_in FOLDER: the MB free on its disk, and the disk's name.
room_in() { df -Pk "$(existing "$1")" | awk 'NR == 2 { print int($4 / 1024), $1 }'; }
is_full() { room=$(room_in "$1"); [ "${room%% *}" -lt 2 ]; }

# need_room PROJECT_MB CACHE_MB: stops when the disks of the project and of the cache have less.
need_room() {
  project_disk=$(room_in "$root/build")
  cache_disk=$(room_in "$cache")
  if [ "${project_disk#* }" = "${cache_disk#* }" ]; then
    enough "${project_disk%% *}" $(($1 + $2)) "$root and $cache"
  else
    enough "${project_disk%% *}" "$1" "$root"
    enough "${cache_disk%% *}" "$2" "$cache"
  fi
}
enough() { [ "$1" -ge "$2" ] || die "the disk is too full: $2 MB are needed for $3, $1 MB are free."; }

# --- building ----------------------------------------------------------------------------------

# folder_of PRESET: where it is built.
folder_of() { if [ "$1" = web ]; then echo "$root/build/web-objects"; else echo "$root/build/$1"; fi; }

# needs_configuring PRESET
needs_configuring() {
  build=$(folder_of "$1")
  [ ! -f "$build/build.ninja" ] || [ -n "$(find "$root/CMakePresets.json" -newer "$build/build.ninja")" ]
}
