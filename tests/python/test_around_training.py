"""Modules around training: memory counts follow Tensors, events have times, profilers write."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import mindspore as ms
from mindspore import hal, runtime
from mindspore.profiler import profile, schedule, tensorboard_trace_handler


def test_memory_counts_follow_tensors():
    runtime.reset_peak_memory_stats()
    before = runtime.memory_allocated()
    x = ms.Tensor(np.zeros((512, 1024), np.float32)) + 1
    assert runtime.memory_allocated() - before >= x.nbytes
    peak = runtime.max_memory_allocated()
    del x
    assert runtime.memory_allocated() - before < 2 * 1024 * 1024
    assert runtime.max_memory_allocated() == peak
    runtime.empty_cache()
    assert runtime.memory_stats()["total_idle_memory"] == 0


def test_only_the_cpu_is_there():
    assert hal.is_available("CPU")
    assert hal.device_count("GPU") == 0
    with pytest.raises(ValueError, match="TPU"):
        hal.is_available("TPU")


def test_an_event_without_time_has_no_distance():
    with pytest.raises(RuntimeError, match="enable_timing"):
        runtime.Event().elapsed_time(runtime.Event())


def results(folder):
    (place,) = Path(folder).iterdir()
    steps = json.loads((place / "trace_view.json").read_text())["traceEvents"]
    rows = list(csv.DictReader((place / "functions.csv").open()))
    return [step["name"] for step in steps], {row["function"] for row in rows}


def test_scheduled_steps_are_written_once(tmp_path):
    def work():
        return ms.ops.ones(3) + 1

    when = schedule(wait=1, active=2, repeat=1)
    with profile(schedule=when, on_trace_ready=tensorboard_trace_handler(str(tmp_path))) as prof:
        for _ in range(5):
            work()
            prof.step()
    steps, functions = results(tmp_path)
    assert steps == ["step 1", "step 2"]
    assert "work" in functions


def test_a_profiler_in_a_callback_writes_what_lies_between_start_and_stop(tmp_path):
    profiler = ms.Profiler(start_profile=False, output_path=str(tmp_path))
    profiler.start()

    def work():
        return ms.ops.ones(3) + 1

    work()
    profiler.stop()
    profiler.analyse()
    assert "work" in results(tmp_path)[1]
