#!/usr/bin/env bash
# A walk through the types of keys. Three nodes are started and cut in two; keys of every type are edited on both sides, where neither
# knows of the other; the cluster heals, and each key must be what docs/types says. Everything lives in a folder of its own,
# and is gone at the end, also if something fails.
#
#   docs/walkthroughs/types.sh               with the kvctl of this checkout
#   KVCTL=kvctl docs/walkthroughs/types.sh   with another one
set -euo pipefail

program=${KVCTL:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/kvctl}
patience=60 # seconds, for whatever is waited for

# bucket | type | how it is read | before the cut | left | right | healed | why
rows=(
  'presence|flag|crdt flag get -b presence alice|on|off|on|on|an enabling wins over disablings that have not seen it'
  'consent|disable-wins-flag|crdt flag get -b consent alice|on|off|on|off|a disabling wins over enablings that have not seen it'
  'city|lww-register|crdt register get -b city alice|Oslo|Bergen|Turku|Turku|the later write, as clocks go'
  'draft|mv-register|crdt register get -b draft page-1|first|left|right|left right|both: neither writer had seen the other'
  'highscore|max-register|crdt register get -b highscore alice|10|25|20|25|the highest of all'
  'price|min-register|crdt register get -b price ticket|100|90|95|90|the lowest of all'
  'visitors|hll|crdt hll count -b visitors monday|2|3|4|5|all that were added, each once (about)'
  'cart|set|crdt set ls -b cart alice -o raw|apples pears|pears|apples kiwis pears|apples kiwis pears|an add wins over removals that have not seen it'
  'barred|remove-wins-set|crdt set ls -b barred club -o raw|eve mallory|eve|eve mallory oscar|eve oscar|a removal wins over adds that have not seen it'
  'order|map|crdt map get -b order o-1 note|ring|ring twice|ring|ring twice|only one side has edited this field'
  'order|map|crdt map get -b order o-1 items/apples --as max-register|3|gone|5|5|an edit that the removal has not seen stays'
  'points|counter|crdt counter get -b points alice|10|15|7|12|10 + 5 - 3: every increment, once'
  'likes|grow-counter|crdt counter get -b likes page-1|0|2|1|3|2 + 1'
)

say() { printf '\n== %s\n\n' "$*"; }

fail() {
  printf '\nFAILED: %s\n' "$*" >&2
  exit 1
}

folder=$(mktemp -d "${TMPDIR:-/tmp}/kvorum-walk.XXXXXX")
# The user's own contexts stay as they are.
export XDG_CONFIG_HOME=$folder/config XDG_STATE_HOME=$folder/state
unset KVCTL_ENDPOINTS KVCTL_CONTEXT
shells=()

tear_down() {
  status=$?
  trap - EXIT
  for pid in ${shells[@]+"${shells[@]}"}; do
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  if [[ -d $folder/cluster ]] && ! "$program" dev down --delete --dir "$folder/cluster" >"$folder/down.log" 2>&1; then
    cat "$folder/down.log" >&2
    status=1
  fi
  rm -rf "$folder"
  exit "$status"
}
trap tear_down EXIT
trap '' PIPE
trap 'exit 130' INT
trap 'exit 143' TERM

# A prompt at one node, which is asked alone: --only. Node i is typed to by descriptor 2i+1, and read from by 2i+2.
open_shell() {
  local node=$1 endpoint
  endpoint=$(awk -v node="n$node" '$1 == node { print $5 }' "$folder/up.log")
  [[ -n $endpoint ]] || fail "there is no node n$node"
  mkfifo "$folder/in$node" "$folder/out$node"
  "$program" shell --only -e "$endpoint" <"$folder/in$node" >"$folder/out$node" 2>&1 &
  shells+=($!)
  case $node in
    1) exec 3>"$folder/in1" 4<"$folder/out1" ;;
    2) exec 5>"$folder/in2" 6<"$folder/out2" ;;
    3) exec 7>"$folder/in3" 8<"$folder/out3" ;;
  esac
}

# Types a command at a node, and takes all that it prints as one line. 'version' ends it: nothing else begins like that.
ask() {
  local node=$1 line
  printf '%s\nversion\n' "$2" >&$((2 * node + 1))
  answer=
  while read -r -t "$patience" -u $((2 * node + 2)) line; do
    if [[ $line == 'version '* ]]; then
      read -r -t "$patience" -u $((2 * node + 2)) line # and the Java it runs on
      return
    fi
    answer+=${answer:+ }$line
  done
  fail "n$node has not answered: $2"
}

# An update, as it is typed.
at() {
  ask "$1" "$2"
  printf '  n%s> %-78s %s\n' "$1" "$2" "$answer"
  [[ $answer != *error:* ]] || fail "n$1 has refused: $2"
}

# What a node answers by itself about each key; field says which value the row demands.
check() {
  local node=$1 field=$2 row bucket type read expected value
  for row in "${rows[@]}"; do
    IFS='|' read -r bucket type read _ <<<"$row"
    expected=$(cut -d '|' -f "$field" <<<"$row")
    ask "$node" "$read --r one"
    value=$answer
    [[ $value != 'error: there is no field'* ]] || value=gone
    [[ $value == "$expected" ]] || fail "at n$node '$read' says '$value', and not '$expected' (bucket $bucket, $type)"
  done
}

show_sides() {
  local row bucket type read before left right
  printf '  %-10s %-18s %-13s %-11s %s\n' BUCKET TYPE BEFORE 'AT n1' 'AT n3'
  for row in "${rows[@]}"; do
    IFS='|' read -r bucket type read before left right _ <<<"$row"
    printf '  %-10s %-18s %-13s %-11s %s\n' "$bucket" "$type" "$before" "$left" "$right"
  done
}

show_healed() {
  local row bucket type read before left right healed why
  printf '  %-18s %-11s %-19s %-19s %s\n' TYPE 'AT n1' 'AT n3' HEALED WHY
  for row in "${rows[@]}"; do
    IFS='|' read -r bucket type read before left right healed why <<<"$row"
    printf '  %-18s %-11s %-19s %-19s %s\n' "$type" "$left" "$right" "$healed" "$why"
  done
}

say 'A cluster of three nodes'
"$program" dev up --nodes 3 --dir "$folder/cluster" >"$folder/up.log" 2>&1 || { cat "$folder/up.log" >&2; fail 'no cluster'; }
printf '  kvctl dev up --nodes 3\n\n'
sed 's/^/  /' "$folder/up.log"
for node in 1 2 3; do open_shell "$node"; done

say 'A bucket of every type'
printf '%s\n' "${rows[@]}" | awk -F '|' '!seen[$1]++ { print "bucket create " $1 " --type " $2 }' >"$folder/buckets"
sed 's/^/  kvctl /' "$folder/buckets"
"$program" shell <"$folder/buckets" >"$folder/created.log" 2>&1 || { cat "$folder/created.log" >&2; fail 'no buckets'; }

say 'What all replicas have before the cut'
at 2 'crdt flag enable -b presence alice --w all'
at 2 'crdt flag enable -b consent alice --w all'
at 2 'crdt register set -b city alice Oslo --w all'
at 2 'crdt register set -b draft page-1 first --w all'
at 2 'crdt register set -b highscore alice 10 --w all'
at 2 'crdt register set -b price ticket 100 --w all'
at 2 'crdt hll add -b visitors monday ann bob --w all'
at 2 'crdt set add -b cart alice apples --w all'
at 2 'crdt set add -b cart alice pears --w all'
at 2 'crdt set add -b barred club eve --w all'
at 2 'crdt set add -b barred club mallory --w all'
at 2 'crdt map set -b order o-1 note ring --w all'
at 2 'crdt map set -b order o-1 items/apples 3 --as max-register --w all'
at 2 'crdt counter incr -b points alice 10 --w all'
for node in 1 2 3; do check "$node" 4; done

say 'The cut: n1 and n2 on the left, n3 on the right'
"$program" dev partition n1,n2 n3 --dir "$folder/cluster" >"$folder/partition.log" 2>&1
printf '  kvctl dev partition n1,n2 n3\n'

printf '  kvctl shell --only -e ...   a prompt at n1 alone, and one at n3 alone\n'

say 'Edits on the left, of what n1 sees, acknowledged by n1 alone'
at 1 'crdt register set -b city alice Bergen --r one --w one'
at 1 'crdt flag disable -b presence alice --r one --w one'
at 1 'crdt flag disable -b consent alice --r one --w one'
at 1 'crdt register set -b draft page-1 left --r one --w one'
at 1 'crdt register set -b highscore alice 25 --r one --w one'
at 1 'crdt register set -b price ticket 90 --r one --w one'
at 1 'crdt hll add -b visitors monday cleo --r one --w one'
at 1 'crdt set remove -b cart alice apples --r one --w one'
at 1 'crdt set remove -b barred club mallory --r one --w one'
at 1 'crdt map set -b order o-1 note "ring twice" --r one --w one'
at 1 'crdt map rm -b order o-1 items --r one --w one'
at 1 'crdt counter incr -b points alice 5 --w one'
at 1 'crdt counter incr -b likes page-1 2 --w one'

say 'Edits on the right, of the same keys: n3 knows nothing of those'
at 3 'crdt flag enable -b presence alice --r one --w one'
at 3 'crdt flag enable -b consent alice --r one --w one'
at 3 'crdt register set -b draft page-1 right --r one --w one'
at 3 'crdt register set -b highscore alice 20 --r one --w one'
at 3 'crdt register set -b price ticket 95 --r one --w one'
at 3 'crdt hll add -b visitors monday ann dan eli --r one --w one'
at 3 'crdt set add -b cart alice apples --r one --w one'
at 3 'crdt set add -b cart alice kiwis --r one --w one'
at 3 'crdt set add -b barred club mallory --r one --w one'
at 3 'crdt set add -b barred club oscar --r one --w one'
at 3 'crdt map set -b order o-1 items/apples 5 --as max-register --r one --w one'
at 3 'crdt counter decr -b points alice 3 --w one'
at 3 'crdt counter incr -b likes page-1 --w one'
at 3 'crdt register set -b city alice Turku --r one --w one'

say 'Each side has its own edits, and nothing of the other'
check 1 5
check 3 6
show_sides

say 'Healed; replicas are read from outside, row by row, until they are identical'
"$program" dev heal --dir "$folder/cluster" >"$folder/heal.log" 2>&1
printf '  kvctl dev heal\n  kvctl repair verify\n'
deadline=$((SECONDS + patience))
# What differs is looked at three times, a second apart, by the command itself.
until "$program" repair verify >"$folder/verify.log" 2>&1; do
  ((SECONDS < deadline)) || { cat "$folder/verify.log" >&2; fail "the replicas are not identical after $patience s"; }
done

say 'Each node, asked alone, has what the type makes of both sides'
for node in 1 2 3; do check "$node" 7; done
show_healed

say 'And the proof from outside'
"$program" repair verify >"$folder/verify.log" 2>&1 || { cat "$folder/verify.log" >&2; fail 'the replicas differ'; }
printf '  kvctl repair verify\n'
tail -n 1 "$folder/verify.log" | sed 's/^/  /'
printf '\n%s values of %s types are what their types say, at each of 3 nodes; %s s\n' \
  "${#rows[@]}" "$(printf '%s\n' "${rows[@]}" | cut -d '|' -f 2 | sort -u | wc -l | tr -d ' ')" "$SECONDS"
