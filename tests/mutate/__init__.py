"""Mutated programs: unknown syntax or values never crash, hang or answer wrongly.

    python -W ignore -m tests.mutate lower --count 200000     the front end up to the core language
    python -W ignore -m tests.mutate call --count 5000        whole jit calls, beside PyNative mode

sources.py finds programs, mutations.py changes their trees and tokens, lowering.py and calls.py
judge one, sweep.py does many in processes of their own: a crash is a finding, not an end.
"""
