"""Errors of record files."""

SUCCESS = "SUCCESS"
FAILED = "FAILED"


class MindRecordException(Exception):
    """What all errors of record files are."""


class MRMOpenError(MindRecordException):
    """A file cannot be opened, or is no record file."""


class MRMAddSchemaError(MindRecordException):
    """A schema does not describe rows."""


class MRMAddIndexError(MindRecordException):
    """A field cannot be an index."""


class MRMValidateDataError(MindRecordException):
    """A row is not what the schema says."""


class ParamTypeError(MindRecordException, TypeError):
    """An argument has another type than needed."""


class ParamValueError(MindRecordException, ValueError):
    """An argument has another value than needed."""
