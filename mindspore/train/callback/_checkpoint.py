"""ModelCheckpoint: saves while training."""

import os
import time
from typing import Any

from mindspore.nn.cell import Cell
from mindspore.train.callback._callback import Callback, RunContext
from mindspore.train.serialization import save_checkpoint


class CheckpointConfig:
    """When to save, and how many files to keep.

    Args:
        save_checkpoint_steps: the steps between two files.
        save_checkpoint_seconds: the seconds between two files.
        keep_checkpoint_max: the number of newest files to keep; 0 for all.
        keep_checkpoint_per_n_minutes: the minutes between files that are kept.
        integrated_save: kept for programs that set it.
        async_save: write in the background.
        saved_network: the Cell to save instead of the whole training step.
        append_info: further values: "epoch_num", "step_num", or dicts.
        enc_key: encryption is not offered.
        enc_mode: see `enc_key`.
        exception_save: save when the training ends by an exception.
        crc_check: add a checksum.
        remove_redundancy: kept for programs that set it.
        format: "ckpt" or "safetensors".
        kwargs: kept for programs that set them.

    Examples:
        >>> from mindspore.train import CheckpointConfig
        >>> CheckpointConfig(save_checkpoint_steps=100).save_checkpoint_steps
        100
    """

    def __init__(
        self,
        save_checkpoint_steps: int | None = 1,
        save_checkpoint_seconds: int | None = 0,
        keep_checkpoint_max: int | None = 5,
        keep_checkpoint_per_n_minutes: int | None = 0,
        integrated_save: bool = True,
        async_save: bool = False,
        saved_network: Cell | None = None,
        append_info: list | None = None,
        enc_key: bytes | None = None,
        enc_mode: str = "AES-GCM",
        exception_save: bool = False,
        crc_check: bool = False,
        remove_redundancy: bool = False,
        format: str = "ckpt",
        **kwargs: Any,
    ) -> None:
        numbers = {
            "save_checkpoint_steps": save_checkpoint_steps,
            "save_checkpoint_seconds": save_checkpoint_seconds,
            "keep_checkpoint_max": keep_checkpoint_max,
            "keep_checkpoint_per_n_minutes": keep_checkpoint_per_n_minutes,
        }
        for name, value in numbers.items():
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                raise TypeError(f"`{name}` needs to be an int, but is {value!r}")
            if value is not None and value < 0:
                raise ValueError(f"`{name}` needs to be at least 0, but is {value}")
        if not any(numbers.values()):
            raise ValueError("one of the numbers that say when to save needs to be above 0")
        if saved_network is not None and not isinstance(saved_network, Cell):
            raise TypeError(
                f"`saved_network` needs to be a Cell, but is {type(saved_network).__name__}"
            )
        self.save_checkpoint_steps = save_checkpoint_steps or 0
        self.save_checkpoint_seconds = save_checkpoint_seconds or 0
        self.keep_checkpoint_max = keep_checkpoint_max or 0
        self.keep_checkpoint_per_n_minutes = keep_checkpoint_per_n_minutes or 0
        if self.save_checkpoint_steps:
            self.save_checkpoint_seconds = 0
        if self.keep_checkpoint_max:
            self.keep_checkpoint_per_n_minutes = 0
        self.integrated_save, self.async_save = integrated_save, async_save
        self.saved_network = saved_network
        self.append_dict = self._appended(append_info)
        self.enc_key, self.enc_mode = enc_key, enc_mode
        self.exception_save, self.crc_check = exception_save, crc_check
        self.format = format

    @staticmethod
    def _appended(append_info: list | None) -> dict[str, Any]:
        if append_info is None:
            return {}
        if not isinstance(append_info, list):
            raise TypeError(f"`append_info` needs to be a list: {type(append_info).__name__}")
        found: dict[str, Any] = {}
        for item in append_info:
            if isinstance(item, dict):
                found.update(item)
            elif item in ("epoch_num", "step_num"):
                found[item] = 0
            else:
                raise TypeError(
                    f"`append_info` needs 'epoch_num', 'step_num' or dicts, but holds {item!r}"
                )
        return found

    def get_checkpoint_policy(self) -> dict[str, int]:
        """The numbers."""
        return {
            "save_checkpoint_steps": self.save_checkpoint_steps,
            "save_checkpoint_seconds": self.save_checkpoint_seconds,
            "keep_checkpoint_max": self.keep_checkpoint_max,
            "keep_checkpoint_per_n_minutes": self.keep_checkpoint_per_n_minutes,
            "saved_network": self.saved_network,  # type: ignore[dict-item]
        }


class ModelCheckpoint(Callback):
    """Saves the net and the optimiser's state while training.

    The files are called <prefix>-<epoch>_<step>.ckpt.

    Args:
        prefix: what the files' names begin with, or a function of the state that gives the name.
        directory: the folder; by default the current one.
        config: a CheckpointConfig.

    Examples:
        >>> from mindspore.train import CheckpointConfig, ModelCheckpoint
        >>> callback = ModelCheckpoint("net", "./ckpt", CheckpointConfig(100))
    """

    def __init__(
        self,
        prefix: Any = "CKP",
        directory: Any = None,
        config: CheckpointConfig | None = None,
    ) -> None:
        if not callable(prefix) and (not isinstance(prefix, str) or "/" in prefix):
            raise ValueError(f"`prefix` needs to be a str without '/', but is {prefix!r}")
        if config is not None and not isinstance(config, CheckpointConfig):
            raise TypeError(f"`config` needs to be a CheckpointConfig: {type(config).__name__}")
        self._prefix = prefix
        self._directory = directory
        self._config = config or CheckpointConfig()
        self._kept: list[str] = []
        self._last_step = 0
        self._last_time = time.time()
        self._kept_time = time.time()
        self._latest = ""

    @property
    def latest_ckpt_file_name(self) -> str:
        """The path of the newest file."""
        return self._latest

    def begin(self, run_context: RunContext) -> None:
        """Chooses a prefix that no older training has used."""
        self._last_time = self._kept_time = time.time()
        self._last_step = 0
        self._kept = []
        folder = self._folder(run_context.original_args())
        if isinstance(self._prefix, str):
            self._name = self._free_prefix(folder, self._prefix)

    def _free_prefix(self, folder: str, prefix: str) -> str:
        names = os.listdir(folder)
        found, i = prefix, 0
        while any(name.startswith(found + "-") and name.endswith(self._suffix) for name in names):
            i += 1
            found = f"{prefix}_{i}"
        return found

    @property
    def _suffix(self) -> str:
        return "." + self._config.format

    def _folder(self, state: Any) -> str:
        directory = self._directory
        if callable(directory):
            directory = directory(state)
        folder = os.path.abspath(directory or ".")
        os.makedirs(folder, exist_ok=True)
        return folder

    def step_end(self, run_context: RunContext) -> None:
        """Saves if it is time."""
        state = run_context.original_args()
        step = state["cur_step_num"]
        config = self._config
        if config.save_checkpoint_steps:
            due = step >= self._last_step + config.save_checkpoint_steps
        else:
            due = bool(config.save_checkpoint_seconds) and (
                time.time() - self._last_time >= config.save_checkpoint_seconds
            )
        if due:
            self._save(state)

    def end(self, run_context: RunContext) -> None:
        """Saves the last step."""
        state = run_context.original_args()
        if state.get("cur_step_num", 0) != self._last_step:
            self._save(state)
        from mindspore.train.serialization import _writers

        for writer in list(_writers):
            writer.join()

    def __exit__(self, *error: Any) -> None:
        if self._config.exception_save and error and error[0] is not None and self._state:
            self._save(self._state, "_breakpoint")

    _state: Any = None

    def step_begin(self, run_context: RunContext) -> None:
        """Notes the state, for a save after an exception."""
        self._state = run_context.original_args()

    def _save(self, state: Any, mark: str = "") -> None:
        step, batches = state["cur_step_num"], state["batch_num"]
        self._last_step, self._last_time = step, time.time()
        if callable(self._prefix):
            name = self._prefix(state)
        else:
            in_epoch = (step - 1) % batches + 1
            name = f"{self._name}-{state['cur_epoch_num']}_{in_epoch}"
        path = os.path.join(self._folder(state), name + mark + self._suffix)
        config = self._config
        append = dict(config.append_dict)
        if "epoch_num" in append:
            append["epoch_num"] = state["cur_epoch_num"]
        if "step_num" in append:
            append["step_num"] = step
        save_checkpoint(
            config.saved_network or state["train_network"],
            path,
            async_save=config.async_save,
            append_dict=append or None,
            enc_key=config.enc_key,
            crc_check=config.crc_check,
            format=config.format,
        )
        self._latest = path
        state["latest_ckpt_file"] = path
        state["last_save_ckpt_step"] = step
        self._drop_old(path)

    def _drop_old(self, path: str) -> None:
        if path in self._kept:
            self._kept.remove(path)
        self._kept.append(path)
        config = self._config
        if config.keep_checkpoint_max:
            while len(self._kept) > config.keep_checkpoint_max:
                self._remove(self._kept.pop(0))
        elif config.keep_checkpoint_per_n_minutes:
            minutes = (time.time() - self._kept_time) / 60
            if minutes < config.keep_checkpoint_per_n_minutes:
                while len(self._kept) > 1:
                    self._remove(self._kept.pop(0))
            else:
                self._kept, self._kept_time = [], time.time()

    @staticmethod
    def _remove(path: str) -> None:
        if os.path.exists(path):
            os.remove(path)
