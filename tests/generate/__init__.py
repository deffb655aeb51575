"""Programs made at random, run in PyNative mode and as graphs: no difference is silent.

`python -m tests.generate --count 1000 --seed 1` makes and runs them; what differs is shrunk and
printed. kinds.py and scope.py: what a program has; expressions.py, tensors.py, containers.py:
values of a kind; statements.py, blocks.py: what is done to them; programs.py: whole files.
observe.py: what can be seen of a run; compare.py: runs in all modes; shrink.py: the least program
that differs; sweep.py: many of them, in processes of their own.
"""
