// Where the documents differ from Python: the one table of it (design.md), each entry with its
// source. Nothing else may differ from PyNative mode. The level EXACT switches all of it off; code
// of the framework itself is never concerned.
#pragma once

#include <optional>

#include "frontend/evaluate/world.h"

namespace duet::frontend {

enum class Deviation : uint8_t {
  kCopiedArguments,    // 001 "List": a list argument is copied, the caller does not see it change
  kDictViews,          // 001 "Dictionary": keys() and values() print as tuples, items() as a list
  kHasKey,             // 001 "Dictionary": has_key
  kExtendByTensor,     // 001 "List": extend(Tensor) adds elements of shape (1,)
  kGlobalList,         // 001 "List": append, clear and x[i] = v on a global list make a new one
  kStrictLists,        // 001 "List": with STRICT no list from outside is changed or returned itself
  kPrimitiveKeywords,  // 001 "Primitive": no keyword arguments in a call
  kConstantPrint,      // 000 "Using Native Print": what is known prints while compiling
  kRunTimePrint,       // 000 "Using Native Print": a Tensor prints with its shape and dtype
  kStrictObjects,      // 000 "JIT Fallback": with STRICT no classes, types and arrays of variables
};

/// What each entry is, for explain and messages.
const char* describe(Deviation deviation);

/// The result of a call that the table answers: methods of dicts.
std::optional<Object> documented_call(PyObject* self, std::string_view method);
/// One Tensor of shape (1,) for each element of the first axis.
Object elements_for_extend(PyObject* tensor);
/// A Primitive, whose calls take no keywords.
bool is_primitive(PyObject* object);

}  // namespace duet::frontend
