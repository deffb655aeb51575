"""Modules of Python's own library that are carried out at each call."""

import array
import base64
import bisect
import collections
import configparser
import contextlib
import copy
import csv
import datetime
import decimal
import difflib
import fractions
import glob
import hashlib
import heapq
import inspect
import io
import itertools
import json
import logging
import math
import operator
import os
import pathlib
import pickle
import pprint
import queue
import random
import re
import shlex
import shutil
import statistics
import string
import struct
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import uuid
import warnings
import weakref
import zlib

from modes import every_mode, f32
from visited import in_one_graph

X = f32(3)


@in_one_graph(X)
def test_random_with_a_state_of_its_own(x):
    draw = random.Random(5)
    return x * draw.random(), draw.randint(1, 9), draw.choice("abc"), draw.sample(range(9), 3)


@in_one_graph(X)
def test_random_seeded(x):
    random.seed(3)
    a = random.gauss(0, 1)
    b = random.uniform(1, 2)
    return x * a + b, random.getrandbits(8)


@in_one_graph(X)
def test_shuffle_of_a_list(x):
    random.seed(1)
    order = [0, 1, 2]
    random.shuffle(order)
    return x[order[0]], order


@in_one_graph(X)
def test_json(x):
    return json.loads(json.dumps({"sum": float(x.sum()), "shape": list(x.shape)}))


@in_one_graph(X)
def test_regular_expressions(x):
    found = re.search(r"(\d+)\.(\d)", f"{float(abs(x.sum())) + 1:.1f}")
    return x * int(found.group(2)), found.groups(), re.sub(r"\d", "#", str(float(x[0])))


@in_one_graph(X)
def test_counter(x):
    counted = collections.Counter("banana")
    counted.update(["b"])
    return x * counted["a"], counted.most_common(1)


@in_one_graph(X)
def test_deque(x):
    waiting = collections.deque(maxlen=2)
    for value in x.asnumpy():
        waiting.append(float(value))
    return x, list(waiting), len(waiting)


@in_one_graph(X)
def test_ordered_dict_and_default_dict(x):
    ordered = collections.OrderedDict(a=1, b=2)
    ordered.move_to_end("a")
    found = collections.defaultdict(list)
    found["k"].append(3)
    return x, list(ordered), dict(found)


@in_one_graph(X)
def test_heap_of_numbers_from_a_tensor(x):
    values = x.asnumpy().tolist()
    heapq.heapify(values)
    return x * heapq.heappop(values), values


@in_one_graph(X)
def test_bisect(x):
    values = sorted(x.asnumpy().tolist())
    return bisect.bisect(values, 0.0), values


@in_one_graph(X)
def test_statistics(x):
    values = x.asnumpy().tolist()
    return x - statistics.mean(values), statistics.median(values)


@in_one_graph(X)
def test_decimal_and_fractions(x):
    price = decimal.Decimal(str(round(float(x[0]), 2)))
    return price + 1, fractions.Fraction(1, 3) + fractions.Fraction(1, 6), x


@in_one_graph(X)
def test_dates(x):
    day = datetime.date(2024, 2, 28) + datetime.timedelta(days=int(abs(x[0])) + 1)
    return x * day.day, day.isoformat()


@in_one_graph(X)
def test_clock(x):
    start = time.perf_counter()
    y = x + 1
    return y, time.perf_counter() >= start, time.monotonic() > 0


@in_one_graph(X)
def test_hash(x):
    return x, hashlib.sha256(str(float(x[0])).encode()).hexdigest(), zlib.crc32(b"abc")


@in_one_graph(X)
def test_bytes(x):
    packed = struct.pack("<f", float(x[0]))
    return struct.unpack("<f", packed)[0] == float(x[0]), base64.b64encode(packed), x


@in_one_graph(X)
def test_pickle_of_an_array(x):
    return pickle.loads(pickle.dumps(x.asnumpy())), x


@in_one_graph(X)
def test_copies(x):
    parts = [x.asnumpy(), {"a": 1}]
    twin = copy.deepcopy(parts)
    twin[1]["a"] = 2
    return parts[1], twin[1], copy.copy(x) * 2


@in_one_graph(X)
def test_files(x):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sum.txt")
        with open(path, "w") as file:
            file.write(f"{float(x.sum()):.3f}\nend\n")
        with open(path) as file:
            lines = file.readlines()
        found = [os.path.basename(name) for name in glob.glob(os.path.join(folder, "*"))]
    return x * float(lines[0]), lines[1], found, os.path.exists(folder)


@in_one_graph(X)
def test_paths(x):
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "a.txt").write_text(str(float(x[0])))
    text = (folder / "a.txt").read_text()
    shutil.rmtree(folder)
    return x * float(text), folder.exists()


@in_one_graph(X)
def test_text_in_memory(x):
    file = io.StringIO()
    file.write("a")
    file.write(str(float(x[0])))
    return file.getvalue(), x


@in_one_graph(X)
def test_csv(x):
    file = io.StringIO()
    csv.writer(file).writerow([round(v, 3) for v in (float(x[0]), float(x[1]))])
    return file.getvalue(), x


@in_one_graph(X)
def test_configuration(x):
    parser = configparser.ConfigParser()
    parser.read_string("[a]\nscale = 2.5\n")
    return x * parser.getfloat("a", "scale")


@in_one_graph(X)
def test_itertools(x):
    values = x.asnumpy().tolist()
    return list(itertools.accumulate(values)), list(itertools.chain(values, [1.0])), x


@in_one_graph(X)
def test_operator(x):
    return operator.itemgetter(1)([1, 2]), operator.add(x, 1), operator.neg(x.asnumpy())


@in_one_graph(X)
def test_math_of_an_object(x):
    total = x.asnumpy().sum()
    return math.floor(total), math.isnan(total), math.sqrt(abs(total)), x


@in_one_graph(X)
def test_strings(x):
    template = string.Template("$a and $b")
    return template.substitute(a=float(x[0]), b=2), textwrap.shorten("many words here", 10), x


@in_one_graph(X)
def test_lines_of_differences(x):
    return list(difflib.ndiff(["a"], ["b"])), shlex.split("a 'b c'"), x


@in_one_graph(X)
def test_pretty_text(x):
    return pprint.pformat({"a": [float(x[0])]}), x


@in_one_graph(X)
def test_identifiers(x):
    made = uuid.uuid5(uuid.NAMESPACE_DNS, "x")
    return str(made), x


@in_one_graph(X)
def test_locks(x):
    lock = threading.Lock()
    with lock:
        inside = lock.locked()
        y = x * 2
    return y, inside, lock.locked()


@in_one_graph(X)
def test_a_thread_works_beside(x):
    found = queue.Queue()
    worker = threading.Thread(target=found.put, args=(3,))
    worker.start()
    worker.join()
    return x * found.get()


@in_one_graph(X)
def test_events_and_queues(x):
    event = threading.Event()
    before = event.is_set()
    event.set()
    waiting = queue.Queue()
    waiting.put(float(x[0]))
    return before, event.is_set(), waiting.get(), waiting.empty(), x


@in_one_graph(X)
def test_null_context(x):
    with contextlib.nullcontext(x.asnumpy()) as y:
        total = float(y.sum())
    return x * total


@in_one_graph(X)
def test_suppressed_exception(x):
    found = 0
    with contextlib.suppress(ValueError):
        found = int(str(x.asnumpy()))
    return x, found


@every_mode(X, one_graph=False)
def test_exit_stack(x):
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        file.write(b"ab")
        size = file.tell()
    return x * size, file.closed


@in_one_graph(X)
def test_weak_references(x):
    array_ = x.asnumpy().copy()
    reference = weakref.ref(array_)
    return reference() is array_, x


@in_one_graph(X)
def test_arrays_of_the_library(x):
    values = array.array("f", [1.0, 2.0])
    values.append(float(x[0]))
    return values.tolist(), len(values), x


@in_one_graph(X)
def test_warnings_are_counted(x):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("a word", stacklevel=1)
    return x, len(caught), str(caught[0].message)


@in_one_graph(X)
def test_a_process(x):
    done = subprocess.run([sys.executable, "-c", "print(6)"], capture_output=True, check=True)
    return x * int(done.stdout)


@every_mode(X, one_graph=False)
def test_environment(x):
    os.environ["DUET_TEST_VALUE"] = str(float(x[0]))
    return os.environ["DUET_TEST_VALUE"], os.environ.pop("DUET_TEST_VALUE"), x


@in_one_graph(X)
def test_signature_of_a_function(x):
    return list(inspect.signature(math.hypot).parameters), x


def test_logging_in_order(caplog):
    import mindspore as ms

    logger = logging.getLogger("library")

    @ms.jit
    def f(x):
        logger.warning("first %.1f", float(x[0]))
        y = x * 2
        logger.warning("then %s", y.asnumpy().shape)
        return y

    with caplog.at_level(logging.WARNING):
        f(ms.Tensor([1.0, 2.0]))
        f(ms.Tensor([3.0, 2.0]))
    said = [record.getMessage() for record in caplog.records]
    assert said == ["first 1.0", "then (2,)", "first 3.0", "then (2,)"]
