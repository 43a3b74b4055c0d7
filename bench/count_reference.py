#!/usr/bin/env python3
"""The count of docs/checking-a-count.md written a second time: makes counts of any size, and checks them slowly.

    bench/count_reference.py BUNDLE OPENINGS      says that all of it holds, or stops at what does not

Needs the Python package cryptography (Debian's python3-cryptography).
"""

import base64
import hashlib
import itertools
import json
import pathlib
import random
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

LEVELS = ["very_satisfied", "satisfied", "fair", "dissatisfied", "very_dissatisfied"]
NUMBERS = ["households", "issued_phone", "issued_slip", "reissued", "voided_slips", "cast", "counted"]
NAME = "lianxin-rating"
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
E = 65537


def sha256(data):
    return hashlib.sha256(data).digest()


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def commitment(code, ballot):
    lines = ["lianxin-ballot-1", code, ballot["official"], ballot["level"], ",".join(ballot["reasons"]), ballot["comment"]]
    return sha256(bytes.fromhex(ballot["salt"]) + "\n".join(lines).encode()).hex()


def cells(tally):
    if sum(tally) < 5:
        return None
    closed, levels, count = [], [], 0
    for level, answers in zip(LEVELS, tally):
        levels, count = [*levels, level], count + answers
        if count >= 3:
            closed.append({"levels": levels, "count": count})
            levels, count = [], 0
    closed[-1]["levels"] += levels
    closed[-1]["count"] += count
    return closed


def key_list(keys):
    return sha256("".join(f"{key['official']}|{key['n']}\n" for key in keys).encode()).hex()


def leaves(bundle):
    keys = {key["official"]: sha256(key["n"].encode()).hex() for key in bundle["keys"]}
    for count in bundle["officials"]:
        shown = [f"{','.join(cell['levels'])}={cell['count']}" for cell in count["cells"] or []]
        numbers = [str(count[name]) for name in NUMBERS]
        yield "|".join(["official", count["official"], *numbers, keys.get(count["official"], ""), ";".join(shown)])
        yield from (f"ballot|{count['official']}|{it}" for it in count["commitments"])


def root(hashed):
    """The definition of RFC 6962, word for word."""
    if len(hashed) < 2:
        return hashed[0] if hashed else sha256(b"")
    half = 1 << ((len(hashed) - 1).bit_length() - 1)
    return sha256(b"\1" + root(hashed[:half]) + root(hashed[half:]))


def signed_text(bundle):
    hashed = [sha256(b"\0" + leaf.encode()) for leaf in leaves(bundle)]
    named = [bundle["round"][name] for name in ["code", "name", "opens_on", "closes_on"]]
    named_hash = sha256("".join(text + "\n" for text in named).encode()).hex()
    return (
        f"{NAME}/{named[0]}\n{len(hashed)}\n{base64.b64encode(root(hashed)).decode()}\nkey_list {bundle['key_list']}\n"
        f"announced_households {sum(count['households'] for count in bundle['officials'])}\n"
        f"round {named_hash}\n"
    )


def key_id(public):
    return sha256(NAME.encode() + b"\n\x01" + public)[:4]


def sign(bundle, seed):
    key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    public, text = key.public_key().public_bytes_raw(), signed_text(bundle)
    line = base64.b64encode(key_id(public) + key.sign(text.encode())).decode()
    bundle["checkpoint"] = f"{text}\n\u2014 {NAME} {line}\n"
    bundle["signed_by"] = base64.b64encode(public).decode()


def check(bundle, openings):
    """Raises where a count does not hold."""
    assert key_list(bundle["keys"]) == bundle["key_list"], "the key list"
    text, signature = bundle["checkpoint"].split("\n\n")
    assert text + "\n" == signed_text(bundle), "the checkpoint"
    public = base64.b64decode(bundle["signed_by"])
    line = base64.b64decode(signature.strip().removeprefix(f"\u2014 {NAME} "))
    assert line[:4] == key_id(public), "the signer"
    ed25519.Ed25519PublicKey.from_public_bytes(public).verify(line[4:], text.encode() + b"\n")
    number = lambda key: int.from_bytes(from_base64url(key["n"]), "big")
    keys = {key["official"]: rsa.RSAPublicNumbers(E, number(key)).public_key() for key in bundle["keys"]}
    left = {(count["official"], it) for count in bundle["officials"] for it in count["commitments"]}
    tallies = {count["official"]: [0] * 5 for count in bundle["officials"]}
    for ballot in openings["ballots"]:
        left.remove((ballot["official"], commitment(openings["round"], ballot)))
        tallies[ballot["official"]][LEVELS.index(ballot["level"])] += 1
        if ballot["way"] == "phone":
            token = bytes.fromhex(ballot["prefix"] + ballot["nonce"])
            keys[ballot["official"]].verify(from_base64url(ballot["signature"]), token, PSS, hashes.SHA384())
    assert not left, "a commitment is not opened"
    assert tallies == openings["tallies"], "the tallies"
    for count in bundle["officials"]:
        assert count["cells"] == cells(tallies[count["official"]]), "the cells"
        issued = count["issued_phone"] + count["issued_slip"]
        assert count["counted"] <= count["cast"] <= issued + count["reissued"] and issued <= count["households"], "the numbers"


def cheap_keys(wanted):
    """So many different keys of 2048 bit from few primes: good to measure with and for nothing else."""
    primes = 2
    while primes * (primes - 1) // 2 < wanted:
        primes += 1
    pool = []
    while len(pool) < primes:
        made = rsa.generate_private_key(E, 2048).private_numbers()
        pool += [made.p, made.q]
    for p, q in itertools.islice(itertools.combinations(pool[:primes], 2), wanted * 4):
        if (p * q).bit_length() == 2048:
            d = pow(E, -1, (p - 1) * (q - 1))
            public = rsa.RSAPublicNumbers(E, p * q)
            numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
            yield numbers.private_key(unsafe_skip_rsa_key_validation=True)


def make(officials, answers, households=33, seed=1):
    """A count of so many officials with so many answers each, all by phone."""
    rng = random.Random(seed)
    code = "BENCH"
    bundle = {"protocol": "lianxin-rating-1", "round": {"code": code, "name": "评议", "opens_on": "2026-06-01", "closes_on": "2026-06-20"}}
    openings = {"protocol": "lianxin-rating-openings-1", "round": code, "ballots": [], "tallies": {}}
    bundle["keys"], bundle["officials"] = [], []
    for nth, key in zip(range(1, officials + 1), cheap_keys(officials)):
        official, number = f"A{nth:05d}", key.public_key().public_numbers().n
        bundle["keys"].append({"official": official, "n": base64url(number.to_bytes(256, "big"))})
        tally, commitments = [0] * 5, []
        for _ in range(answers):
            level = rng.choices(range(5), [50, 30, 12, 6, 2])[0]
            prefix, nonce, salt = (rng.randbytes(32) for _ in range(3))
            signature = base64url(key.sign(prefix + nonce, PSS, hashes.SHA384()))
            ballot = {
                "official": official, "way": "phone", "level": LEVELS[level], "reasons": ["slow"] if level > 2 else [], "comment": "",
                "salt": salt.hex(), "prefix": prefix.hex(), "nonce": nonce.hex(), "signature": signature,
            }  # fmt: skip
            tally[level] += 1
            commitments.append(commitment(code, ballot))
            openings["ballots"].append(ballot)
        numbers = dict(zip(NUMBERS, [households, answers, 0, 0, 0, answers, answers]))
        bundle["officials"].append({"official": official, **numbers, "commitments": sorted(commitments), "cells": cells(tally)})
        openings["tallies"][official] = tally
    rng.shuffle(openings["ballots"])
    bundle["key_list"] = key_list(bundle["keys"])
    sign(bundle, bytes(32))
    return bundle, openings


if __name__ == "__main__":
    bundle, openings = (json.loads(pathlib.Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    check(bundle, openings)
    print(f"the count of {bundle['round']['code']} holds: {len(openings['ballots'])} ballots")
