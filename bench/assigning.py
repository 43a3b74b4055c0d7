"""The rows of `lianxin assign`: the benchmark county of several seeds, beside the reference in the same run."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
REFERENCE = HERE / "assignment_reference.py"
SEEDS = [371323, 1, 2, 3]
AIM = "under 2 s, at most 59,900 km and 4.1 officials per group for seed 371323"


def measure(binary, folder, table):
    """Every seed's county, solved by the program; that of the first by the reference too, where OR-Tools is there."""
    maker = maker_of_counties()
    if maker is None:
        print("  ../shared/data/make_assignment_instance.py is not there: assignment was not measured")
        return
    if importlib.util.find_spec("numpy") is None:
        print("  numpy is not installed: assignment was not measured")
        return
    for seed in SEEDS:
        county = folder / f"assign-{seed}"
        if not (county / "recusals.csv").exists():
            environment = os.environ | {"SEED": str(seed)}
            subprocess.run([sys.executable, maker, county], env=environment, check=True, stdout=subprocess.DEVNULL)
        out = county / "assignment.csv"
        said = run([binary, "assign", county, "--out", out, "--leaders", county / "leaders.csv", "--json"])
        # The program is not taken at its word: the figures are computed again from the file that it wrote.
        checked = run([sys.executable, REFERENCE, county, "--check", out])
        del checked["processor"]
        for name, value in checked.items():
            if abs(said[name] - value) > 0.1:
                sys.exit(f"seed {seed}: lianxin says {name} {said[name]}, the file says {value}")
        table.add(f"assign the county of seed {seed}", told(said), AIM if seed == SEEDS[0] else "")
    if all(importlib.util.find_spec(name) for name in ["ortools", "scipy"]):
        said = run([sys.executable, REFERENCE, folder / f"assign-{SEEDS[0]}"])
        table.add(f"the reference on seed {SEEDS[0]}: OR-Tools, 5 passes", told(said))
    else:
        print("  ortools and scipy are not installed: the reference was not measured")


def maker_of_counties():
    places = [HERE.parent.parent / "shared", os.environ.get("LIANXIN_SHARED")]
    makers = [pathlib.Path(place) / "data" / "make_assignment_instance.py" for place in places if place]
    return next((maker for maker in makers if maker.exists()), None)


def run(command):
    """What a command says of itself, and the processor time that it took: a busy machine stretches only the other."""
    before = os.times()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    after = os.times()
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    took = after.children_user - before.children_user + after.children_system - before.children_system
    return json.loads(done.stdout) | {"processor": took}


def told(said):
    return (
        f"{said['seconds']:.2f} s (solving {said['seconds_solving']:.2f}; processors {said['processor']:.2f}), {said['kilometres']:,.0f} km, "
        f"{said['officials_per_group']:.2f} officials per group, load {said['load_min']} to {said['load_max']}, "
        f"links kept {said['links_kept']:,} of {said['links']:,}, recusals broken {said['recusals_broken']}, "
        f"unassigned {said['unassigned']}"
    )
