# Sourced by the scripts that run several stages: `stage NAME COMMAND...` runs one, prints how long it took and keeps
# going when it fails; `must NAME COMMAND...` ends the run there, for what later stages stand on; `finish` prints the
# table and the closing lines of what failed, which name the tests, and exits with 1 when anything did. `beside NAME
# COMMAND...` begins a stage that goes on while others run, its output kept until `meet` waits for it: for work that
# leaves a core idle.

stage_lines=()
stage_failed=0
stage_begin=$SECONDS
stage_output=$(mktemp)
stage_closing=$(mktemp)
trap 'rm -f "$stage_output" "$stage_closing"' EXIT

stage() {
    local name=$1 begin=$SECONDS status=0
    shift
    printf '\n==> %s\n' "$name"
    # The stage itself stays in this shell, for `wait_beside`; only its lines pass through the copy, which is not waited
    # for long: a process that a test left behind may hold it open.
    { "$@" || status=$?; } > >(tee "$stage_output") 2>&1
    timeout 5 tail --pid=$! --sleep-interval=0.1 -f /dev/null
    local verdict=ok
    if [ "$status" -ne 0 ]; then
        verdict="FAILED ($status)"
        stage_failed=1
        { printf '\n%s ends with:\n' "$name" && tail -n 15 "$stage_output" | cut -c 1-200; } >>"$stage_closing"
    fi
    printf -- '--- %s: %s, %d s\n' "$name" "$verdict" $((SECONDS - begin))
    stage_lines+=("$(printf '%6d s  %-12s %s' $((SECONDS - begin)) "$verdict" "$name")")
    return "$status"
}

must() {
    stage "$@" || finish
}

beside() {
    beside_name=$1
    shift
    beside_output=$(mktemp)
    "$@" >"$beside_output" 2>&1 &
    beside_process=$!
}

meet() {
    local status=0
    stage "$beside_name" wait_beside || status=$?
    rm -f "$beside_output"
    return "$status"
}

wait_beside() {
    local status=0
    wait "$beside_process" || status=$?
    cat "$beside_output"
    return "$status"
}

finish() {
    printf '\n%s\n' "Time of each stage"
    printf '%s\n' "${stage_lines[@]}"
    printf '%6d s  in all\n' $((SECONDS - stage_begin))
    cat "$stage_closing"
    exit "$stage_failed"
}
