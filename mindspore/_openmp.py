"""How OpenMP's threads wait. Imported before the library that loads libgomp, which reads it once.

A waiting thread spins for a while before it sleeps. libgomp spins for milliseconds: where the
processors have other work too, the thread waited for stands behind the one that spins, and a
training step takes several times as long. Some ten microseconds bridge the gaps between
neighbouring kernels. A choice in the environment stands.
"""

import os

SPINS = "2000"

if not {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"} & os.environ.keys():
    os.environ["GOMP_SPINCOUNT"] = SPINS
