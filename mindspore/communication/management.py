"""Groups of processes, for a program that runs alone."""

from typing import Any

HCCL_WORLD_COMM_GROUP = "hccl_world_group"
NCCL_WORLD_COMM_GROUP = "nccl_world_group"
MCCL_WORLD_COMM_GROUP = "mccl_world_group"


class GlobalComm:
    """What the processes talk by.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.GlobalComm.BACKEND
        'mccl'
    """

    BACKEND = "mccl"
    WORLD_COMM_GROUP = MCCL_WORLD_COMM_GROUP
    INITED = False
    CHECK_ENVS = True


_groups: dict[str, list[int]] = {}
_WORLD = (HCCL_WORLD_COMM_GROUP, NCCL_WORLD_COMM_GROUP, MCCL_WORLD_COMM_GROUP)


def init(backend_name: str | None = None) -> None:
    """Starts the group of all processes.

    Examples:
        >>> from mindspore.communication import get_group_size, get_rank, init
        >>> init()
        >>> get_rank(), get_group_size()
        (0, 1)
    """
    if backend_name not in (None, "hccl", "nccl", "mccl"):
        raise RuntimeError(
            f"`backend_name` needs to be 'hccl', 'nccl' or 'mccl', but is {backend_name!r}"
        )
    GlobalComm.INITED = True


def release() -> None:
    """Ends the groups.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.release()
    """
    GlobalComm.INITED = False
    _groups.clear()


def _ranks(group: Any) -> list[int]:
    if not isinstance(group, str):
        raise TypeError(f"`group` needs to be a str, but is {type(group).__name__}")
    if group in _WORLD:
        return [0]
    if group not in _groups:
        raise ValueError(f"the group {group!r} needs to be created first")
    return _groups[group]


def get_rank(group: str = MCCL_WORLD_COMM_GROUP) -> int:
    """Gives this process's number in a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_rank()
        0
    """
    return _ranks(group).index(0)


def get_local_rank(group: str = MCCL_WORLD_COMM_GROUP) -> int:
    """Gives this process's number in a group, on its machine.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_local_rank()
        0
    """
    return get_rank(group)


def get_group_size(group: str = MCCL_WORLD_COMM_GROUP) -> int:
    """Gives the number of processes in a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_group_size()
        1
    """
    return len(_ranks(group))


def get_local_rank_size(group: str = MCCL_WORLD_COMM_GROUP) -> int:
    """Gives the number of processes in a group, on this machine.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_local_rank_size()
        1
    """
    return get_group_size(group)


def get_process_group_ranks(group: str = MCCL_WORLD_COMM_GROUP) -> list[int]:
    """Gives the processes of a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_process_group_ranks()
        [0]
    """
    return list(_ranks(group))


def get_world_rank_from_group_rank(group: str, group_rank_id: int) -> int:
    """Gives a process's number among all.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_world_rank_from_group_rank("mccl_world_group", 0)
        0
    """
    return _ranks(group)[group_rank_id]


def get_group_rank_from_world_rank(world_rank_id: int, group: str) -> int:
    """Gives a process's number in a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.get_group_rank_from_world_rank(0, "mccl_world_group")
        0
    """
    return _ranks(group).index(world_rank_id)


def create_group(group: str, rank_ids: list[int], options: Any = None) -> None:
    """Makes a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.create_group("alone", [0])
        >>> comm.get_group_size("alone")
        1
    """
    if list(rank_ids) != [0]:
        raise ValueError(f"`rank_ids` needs to be [0] in a program that runs alone: {rank_ids}")
    _groups[group] = [0]


def destroy_group(group: str) -> None:
    """Ends a group.

    Examples:
        >>> from mindspore import communication as comm
        >>> comm.init()
        >>> comm.create_group("gone", [0])
        >>> comm.destroy_group("gone")
    """
    _ranks(group)
    _groups.pop(group, None)
