#include "frontend/syntax/forms.h"

namespace duet::syntax {
namespace {

constexpr Amount kNone = {}, kOne = {1}, kTwo = {2}, kThree = {3}, kA = {0, 1};

constexpr FormFacts kFacts[] = {
    {Form::kConstant, "constant", "k", kNone, kOne},
    {Form::kLoad, "load", "v", kNone, kOne},
    {Form::kStore, "store", "v", kOne, kNone},
    {Form::kDelete, "delete", "v", kNone, kNone},
    {Form::kDrop, "drop", "", kOne, kNone},
    {Form::kCopy, "copy", "n", kA, {1, 1}},
    {Form::kSwap, "swap", "n", kA, kA},
    {Form::kRotate, "rotate", "n", kA, kA},
    {Form::kLoadCell, "load cell", "v", kNone, kOne},
    {Form::kTuple, "tuple", "n", kA, kOne},
    {Form::kList, "list", "n", kA, kOne},
    {Form::kSet, "set", "n", kA, kOne},
    {Form::kDict, "dict", "n", {0, 2}, kOne},
    {Form::kAppend, "append", "n", {1, 1}, kA},
    {Form::kExtend, "extend", "n", {1, 1}, kA},
    {Form::kListToTuple, "list to tuple", "", kOne, kOne},
    {Form::kInsert, "insert", "n", {2, 1}, kA},
    {Form::kUpdate, "update", "nn", {1, 1}, kA},
    {Form::kSlice, "slice", "n", kA, kOne},
    {Form::kFormat, "format", "nn", {1, 0, 1}, kOne},
    {Form::kJoin, "join", "n", kA, kOne},
    {Form::kAttribute, "attribute", "t", kOne, kOne},
    {Form::kSetAttribute, "set attribute", "t", kTwo, kNone},
    {Form::kDeleteAttribute, "delete attribute", "t", kOne, kNone},
    {Form::kItem, "item", "", kTwo, kOne},
    {Form::kSetItem, "set item", "", kThree, kNone},
    {Form::kDeleteItem, "delete item", "", kTwo, kNone},
    {Form::kUnary, "unary", "u", kOne, kOne},
    {Form::kBinary, "binary", "x", kTwo, kOne},
    {Form::kInPlace, "in place", "x", kTwo, kOne},
    {Form::kCompare, "compare", "p", kTwo, kOne},
    {Form::kCall, "call", "nk", {1, 1}, kOne},
    {Form::kCallStar, "call star", " n", {2, 0, 1}, kOne},
    {Form::kFunction, "function", "dn", kNone, kOne},
    {Form::kClass, "class", "dk", kTwo, kOne},
    {Form::kImport, "import", "kkn", kNone, kOne},
    {Form::kImportFrom, "import from", "t", kOne, kTwo},
    {Form::kImportStar, "import star", "", kOne, kNone},
    {Form::kUnpack, "unpack", "n", kOne, kA},
    {Form::kUnpackStar, "unpack star", "nn", kOne, {1, 1, 1}},
    {Form::kIterator, "iterator", "", kOne, kOne},
    {Form::kIf, "if", "bb", kOne, kNone},
    {Form::kBoolean, "boolean", "bo", kOne, kOne},
    {Form::kWhile, "while", "bbb", kNone, kNone},
    {Form::kFor, "for", "bb", kOne, kNone},
    {Form::kBreak, "break", "", kNone, kNone},
    {Form::kContinue, "continue", "", kNone, kNone},
    {Form::kReturn, "return", "", kOne, kNone},
    {Form::kTry, "try", "y", kNone, kNone},
    {Form::kWith, "with", "b", kOne, kNone},
    {Form::kRaise, "raise", "n", kA, kNone},
    {Form::kAssertionError, "assertion error", "", kNone, kOne},
    {Form::kYield, "yield", "", kOne, kOne},
    {Form::kYieldFrom, "yield from", "", kOne, kOne},
    {Form::kAwait, "await", "", kOne, kOne},
    {Form::kMatchSequence, "match sequence", "", kOne, kTwo},
    {Form::kMatchMapping, "match mapping", "", kOne, kTwo},
    {Form::kMatchLength, "match length", "nn", kOne, kTwo},
    {Form::kLength, "length", "", kOne, kOne},
    {Form::kMatchKeys, "match keys", "", kTwo, kThree},
    {Form::kMatchClass, "match class", "nk", kTwo, kOne},
    {Form::kAnnotation, "annotation", "t", kOne, kNone},
};

consteval bool in_order() {
  int index = 0;
  for (const FormFacts& row : kFacts)
    if (static_cast<int>(row.form) != index++) return false;
  return index == static_cast<int>(Form::kAnnotation) + 1;
}
static_assert(in_order(), "a row for each Form, in their order");

}  // namespace

const FormFacts& facts(Form form) { return kFacts[static_cast<int>(form)]; }

}  // namespace duet::syntax
