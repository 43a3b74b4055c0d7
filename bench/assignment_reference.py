#!/usr/bin/env python3
"""The reference for `lianxin assign`: OR-Tools min-cost flow, township by township, in five passes.

    assignment_reference.py DIR [--check ASSIGNMENT.csv]

Reads the same files, keeps every link that is not recused, and prints the same figures as JSON: seconds for the whole and
for the solving, kilometres, officials per group and the rest. Arcs go from each household to its twelve nearest centres;
centres are the mean positions of the officials' households, taken anew after each pass. An official without households
begins at a random household of his home village that nobody has.

With --check nothing is solved: the figures are those of the file. This is the second opinion on what `lianxin assign`
says of itself. Needs numpy, scipy and, to solve, ortools.
"""

import argparse
import json
import pathlib
import time

import numpy as np

PASSES = 5
ARCS = 12


class County:
    """The five files as arrays; households and officials by their place in them."""

    def __init__(self, folder):
        villages = rows(folder / "villages.csv")
        households = rows(folder / "households.csv")
        officials = rows(folder / "officials.csv")
        village_at = {row[0]: place for place, row in enumerate(villages)}
        towns = {}
        self.village_town = np.array([towns.setdefault(row[2], len(towns)) for row in villages])
        self.townships = len(towns)
        self.ids = [row[0] for row in households]
        self.village = np.array([village_at[row[1]] for row in households])
        self.town = self.village_town[self.village]
        groups = {}
        self.group = np.array([groups.setdefault((row[1], row[2]), len(groups)) for row in households])
        self.groups = len(groups)
        self.at = np.array([(float(row[3]), float(row[4])) for row in households])
        self.official_ids = [row[0] for row in officials]
        self.home = np.array([village_at[row[1]] for row in officials])
        self.home_town = np.array([towns[row[2]] for row in officials])
        self.least = np.array([int(row[5]) for row in officials])
        self.most = np.array([int(row[6]) for row in officials])
        self.household_at = {name: place for place, name in enumerate(self.ids)}
        self.official_at = {name: place for place, name in enumerate(self.official_ids)}
        self.links = self.pairs(folder / "links.csv")
        self.recusals = set(self.pairs(folder / "recusals.csv"))

    def pairs(self, path):
        return [(self.household_at[row[0]], self.official_at[row[1]]) for row in rows(path)]

    def kept(self):
        official = np.full(len(self.ids), -1)
        for household, linked in self.links:
            if (household, linked) not in self.recusals:
                official[household] = linked
        return official


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\r\n").split(",") for line in file][1:]


def means(county, official, before):
    """The mean position of every official's households; where he has none, the one before."""
    has = official >= 0
    count = np.bincount(official[has], minlength=len(before))
    centre = before.copy()
    for axis in (0, 1):
        total = np.bincount(official[has], county.at[has, axis], minlength=len(before))
        centre[count > 0, axis] = total[count > 0] / count[count > 0]
    return centre


def beginnings(county, kept, chance):
    homes = np.zeros((len(county.home), 2))
    for village in range(len(county.village_town)):
        officials = np.where(county.home == village)[0]
        free = np.where((county.village == village) & (kept < 0))[0]
        if len(free) == 0:
            free = np.where(county.village == village)[0]
        homes[officials] = county.at[chance.choice(free, len(officials))]
    return homes


def match_township(county, township, kept, official, centre):
    from ortools.graph.python import min_cost_flow
    from scipy.spatial import cKDTree

    serving = np.where(county.home_town == township)[0]
    free = np.where((county.town == township) & (kept < 0))[0]
    load = np.bincount(kept[kept >= 0], minlength=len(county.home))[serving]
    least = np.maximum(county.least[serving] - load, 0)
    most = np.maximum(county.most[serving] - load, 0)
    recused = [(h, o) for h, o in county.recusals if county.town[h] == township]
    barred = np.array([h * len(county.home) + o for h, o in recused])
    arcs = ARCS
    while True:
        distance, near = cKDTree(centre[serving]).query(county.at[free], k=min(arcs, len(serving)))
        household = np.repeat(np.arange(len(free)), near.shape[1])
        near, cost = near.ravel(), np.round(distance.ravel() * 100).astype(np.int64)
        allowed = ~np.isin(free[household] * len(county.home) + serving[near], barred)
        household, near, cost = household[allowed], near[allowed], cost[allowed]
        # Households, officials, then the end. The least of an official enters as a second arc with a reward.
        flow = min_cost_flow.SimpleMinCostFlow()
        end = len(free) + len(serving)
        ones = np.ones(len(household), np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(household, len(free) + near, ones, cost)
        officials = len(free) + np.arange(len(serving))
        ends = np.full(len(serving), end)
        flow.add_arcs_with_capacity_and_unit_cost(officials, ends, least, np.full(len(serving), -(10**8)))
        flow.add_arcs_with_capacity_and_unit_cost(officials, ends, most - least, np.zeros(len(serving), np.int64))
        flow.set_nodes_supplies(np.arange(len(free)), np.ones(len(free), np.int64))
        flow.set_node_supply(end, -len(free))
        if flow.solve() == flow.OPTIMAL:
            used = flow.flows(np.arange(len(household))) > 0
            official[free[household[used]]] = serving[near[used]]
            return
        if arcs >= len(serving):
            raise SystemExit(f"township {township} cannot be filled")
        arcs *= 4


def figures(county, official):
    has = official >= 0
    centre = means(county, official, np.zeros((len(county.home), 2)))
    away = np.hypot(*(county.at[has] - centre[official[has]]).T)
    load = np.bincount(official[has], minlength=len(county.home))
    served = np.unique(county.group[has] * len(county.home) + official[has])
    groups = len(np.unique(county.group[has]))
    kept = sum(official[household] == linked for household, linked in county.links)
    broken = sum(official[household] == barred for household, barred in county.recusals)
    return {
        "kilometres": round(float(away.sum()) / 1000, 1),
        "links": len(county.links),
        "links_kept": int(kept),
        "load_min": int(load.min()),
        "load_max": int(load.max()),
        "recusals_broken": int(broken),
        "officials_per_group": round(len(served) / groups, 3),
        "unassigned": int((~has).sum()),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--check", type=pathlib.Path, metavar="ASSIGNMENT.csv")
    given = parser.parse_args()
    begin = time.monotonic()
    county = County(given.folder)
    if given.check:
        official = np.full(len(county.ids), -1)
        for household, linked in county.pairs(given.check):
            official[household] = linked
        print(json.dumps(figures(county, official)))
        return
    read = time.monotonic()
    kept = county.kept()
    centre = means(county, kept, beginnings(county, kept, np.random.default_rng(1)))
    official = kept.copy()
    for _ in range(PASSES):
        for township in range(county.townships):
            match_township(county, township, kept, official, centre)
        centre = means(county, official, centre)
    now = time.monotonic()
    print(json.dumps({"seconds": round(now - begin, 2), "seconds_solving": round(now - read, 2)} | figures(county, official)))


if __name__ == "__main__":
    main()
