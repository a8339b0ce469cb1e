# SPDX-License-Identifier: Apache-2.0
"""Writes sticky.tsv: where keys fall, by an implementation of murmur3 that isn't ours.

Run: python -m venv v && v/bin/pip install mmh3==5.1.0 && v/bin/python sticky.py > sticky.tsv
"""
import json
from fractions import Fraction

import mmh3

GRAPHS = ["credit", "a", "fraud-2026", "x" * 48]
NODES = ["way", "N1", "split_ab", "_"]
KEYS = [
    "1",
    "customer-4711",
    "a:b",
    " ",
    "Zoë",
    "北京市",
    "🐪",
    "key with spaces and = ; \" '",
    "0123456789abcdef",
    "0123456789abcdef0",
    "e7a5c0de-0000-4000-8000-00000000002a",
    "k" * 300,
]

print("# u by rule 22: murmur3_x64_128, seed 0, of graph/node:key; mmh3 5.1.0. graph, node, key (JSON), h1, u (exact)")
for graph in GRAPHS:
    for node in NODES:
        for key in KEYS:
            h1, _ = mmh3.hash64(f"{graph}/{node}:{key}".encode(), seed=0, x64arch=True, signed=False)
            u = float(Fraction(h1 >> 11, 1 << 53))
            print(graph, node, json.dumps(key), f"{h1:016x}", u.hex(), sep="\t")
