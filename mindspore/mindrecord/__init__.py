"""Record files: rows of numbers, texts, arrays and bytes in one file that can be read in any order.

>>> import os, tempfile
>>> from mindspore.mindrecord import FileReader, FileWriter
>>> path = os.path.join(tempfile.mkdtemp(), "rows.mindrecord")
>>> writer = FileWriter(path)
>>> _ = writer.add_schema({"name": {"type": "string"}, "size": {"type": "int32"}})
>>> _ = writer.write_raw_data([{"name": "a", "size": 3}, {"name": "b", "size": 4}])
>>> _ = writer.commit()
>>> [(row["name"], int(row["size"])) for row in FileReader(path).get_next()]
[('a', 3), ('b', 4)]
"""

from mindspore.mindrecord.errors import (
    FAILED,
    SUCCESS,
    MindRecordException,
    MRMAddIndexError,
    MRMAddSchemaError,
    MRMOpenError,
    MRMValidateDataError,
    ParamTypeError,
    ParamValueError,
)
from mindspore.mindrecord.filereader import FileReader
from mindspore.mindrecord.filewriter import FileWriter
from mindspore.mindrecord.mindpage import MindPage

__all__ = [
    "FAILED",
    "SUCCESS",
    "FileReader",
    "FileWriter",
    "MRMAddIndexError",
    "MRMAddSchemaError",
    "MRMOpenError",
    "MRMValidateDataError",
    "MindPage",
    "MindRecordException",
    "ParamTypeError",
    "ParamValueError",
]
