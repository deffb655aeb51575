"""Going on where a training was broken off."""

from __future__ import annotations

import os
import shutil
from typing import Any

from mindspore.train.callback._callback import Callback, RunContext
from mindspore.train.serialization import load_checkpoint, load_param_into_net, save_checkpoint


class BackupAndRestore(Callback):
    """Save the net while it is trained, and begin with what was saved when training starts again.

    Args:
        backup_dir: Where the file is kept.
        save_freq: "epoch", or after how many epochs to save.
        delete_checkpoint: Whether the file goes when the training has ended.

    Raises:
        ValueError: If an argument is of another kind.

    Examples:
        >>> from mindspore.train import BackupAndRestore
        >>> BackupAndRestore("backup", save_freq=2).save_freq
        2
    """

    def __init__(
        self, backup_dir: str, save_freq: Any = "epoch", delete_checkpoint: bool = True
    ) -> None:
        super().__init__()
        if not isinstance(backup_dir, str):
            raise ValueError(f"`backup_dir` needs to be a str, but is {backup_dir!r}")
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int)):
            raise ValueError(f"`save_freq` needs to be 'epoch' or an int, but is {save_freq!r}")
        if not isinstance(delete_checkpoint, bool):
            raise ValueError(
                f"`delete_checkpoint` needs to be a bool, but is {delete_checkpoint!r}"
            )
        self.backup_dir, self.save_freq = backup_dir, save_freq
        self.delete_checkpoint = delete_checkpoint
        self.backup_file = os.path.join(backup_dir, "backup.ckpt")

    def on_train_begin(self, run_context: RunContext) -> None:
        """Load what was saved."""
        if os.path.exists(self.backup_file):
            parameters = load_checkpoint(self.backup_file)
            epoch = parameters.pop("epoch_num", None)
            load_param_into_net(run_context.original_args().train_network, parameters)
            if epoch is not None:
                run_context.original_args().cur_epoch_num = int(epoch.asnumpy())

    def on_train_epoch_end(self, run_context: RunContext) -> None:
        """Save after an epoch."""
        args = run_context.original_args()
        every = 1 if self.save_freq == "epoch" else self.save_freq
        if args.cur_epoch_num % every == 0:
            os.makedirs(self.backup_dir, exist_ok=True)
            more = {"epoch_num": args.cur_epoch_num}
            save_checkpoint(args.train_network, self.backup_file, append_dict=more)

    def on_train_end(self, run_context: RunContext) -> None:
        """Clear up."""
        if self.delete_checkpoint and os.path.isdir(self.backup_dir):
            shutil.rmtree(self.backup_dir)
