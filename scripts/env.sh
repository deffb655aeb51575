# Sourced by the scripts: where the project, its Python environment and the compiler cache are.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# DUET_VENV names an environment to use as it is; without it we make and keep .venv.
VENV=${DUET_VENV:-$ROOT/.venv}
JOBS=${DUET_JOBS:-$(nproc)}
export DUET_VENV=$VENV
export PATH=$VENV/bin:$PATH
export PYTHONPATH=$ROOT${PYTHONPATH:+:$PYTHONPATH}

export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-time_macros,include_file_mtime,include_file_ctime}

say() { printf '\n== %s\n' "$*"; }
