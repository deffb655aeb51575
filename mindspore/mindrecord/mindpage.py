"""MindPage: rows of record files by the values of an indexed field."""

from __future__ import annotations

import json
from typing import Any

from mindspore.mindrecord import layout
from mindspore.mindrecord.errors import MRMOpenError, ParamValueError
from mindspore.mindrecord.filereader import files_of


class MindPage:
    """Reads pages of the rows that share one value of `category_field`.

    >>> import os, tempfile
    >>> from mindspore.mindrecord import FileWriter
    >>> path = os.path.join(tempfile.mkdtemp(), "x.mindrecord")
    >>> writer = FileWriter(path)
    >>> _ = writer.add_schema({"label": {"type": "int64"}}), writer.add_index(["label"])
    >>> _ = writer.write_raw_data([{"label": 1}, {"label": 2}, {"label": 1}]), writer.commit()
    >>> page = MindPage(path)
    >>> page.category_field = "label"
    >>> [int(row["label"]) for row in page.read_at_page_by_id(0, 0, 10)]
    [1, 1]
    """

    def __init__(self, file_name: str | list[str], num_consumer: int = 4) -> None:
        self._files = files_of(file_name)
        self._field = ""

    @property
    def candidate_fields(self) -> list[str]:
        """The indexed fields."""
        return list(self._files[0].index)

    @property
    def category_field(self) -> str:
        """The field that rows are gathered by."""
        return self._field

    @category_field.setter
    def category_field(self, name: str) -> None:
        if name not in self._files[0].index:
            raise ParamValueError(f"`category_field` needs one of {self._files[0].index}")
        self._field = name

    def _groups(self) -> dict[Any, list[dict]]:
        if not self._field:
            raise MRMOpenError("MindPage needs `category_field` to be set first")
        groups: dict[Any, list[dict]] = {}
        for file in self._files:
            for number in range(len(file)):
                row = layout.unpacked(file.data(number), file.fields)
                value = row[self._field]
                groups.setdefault(value if isinstance(value, str) else value.item(), []).append(row)
        return dict(sorted(groups.items()))

    def read_category_info(self) -> str:
        """Give the values of the field, with how many rows have each, as JSON."""
        categories = [
            {"id": number, "name": str(value), "count": len(rows)}
            for number, (value, rows) in enumerate(self._groups().items())
        ]
        return json.dumps({"key": self._field, "categories": categories})

    def read_at_page_by_id(self, category_id: int, page: int, num_row: int) -> list[dict]:
        """Give rows `page * num_row` and on of the value with a number."""
        groups = list(self._groups().values())
        if not 0 <= category_id < len(groups):
            raise ParamValueError(f"`category_id` needs a value below {len(groups)}")
        return groups[category_id][page * num_row : (page + 1) * num_row]

    def read_at_page_by_name(self, category_name: str, page: int, num_row: int) -> list[dict]:
        """Give rows `page * num_row` and on of a value."""
        for value, rows in self._groups().items():
            if str(value) == category_name:
                return rows[page * num_row : (page + 1) * num_row]
        raise ParamValueError(f"`category_name` needs a value of `{self._field}`")
