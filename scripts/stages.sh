# Sourced by the scripts that run several stages: `stage NAME COMMAND...` runs one, prints how long it took and keeps
# going when it fails; `must NAME COMMAND...` ends the run there, for what later stages stand on; `finish` prints the
# table and exits with 1 when anything failed.

stage_lines=()
stage_failed=0
stage_begin=$SECONDS

stage() {
    local name=$1 begin=$SECONDS status=0
    shift
    printf '\n==> %s\n' "$name"
    "$@" || status=$?
    local verdict=ok
    if [ "$status" -ne 0 ]; then
        verdict="FAILED ($status)"
        stage_failed=1
    fi
    printf -- '--- %s: %s, %d s\n' "$name" "$verdict" $((SECONDS - begin))
    stage_lines+=("$(printf '%6d s  %-12s %s' $((SECONDS - begin)) "$verdict" "$name")")
    return "$status"
}

must() {
    stage "$@" || finish
}

finish() {
    printf '\n%s\n' "Time of each stage"
    printf '%s\n' "${stage_lines[@]}"
    printf '%6d s  in all\n' $((SECONDS - stage_begin))
    exit "$stage_failed"
}
