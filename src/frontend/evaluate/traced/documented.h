// Where the documents differ from Python: the one table of it (design.md), each entry with its
// source. Nothing else may differ from PyNative mode. The level EXACT switches all of it off; code
// of the framework itself is never concerned.
#pragma once

#include <optional>
#include <span>

#include "frontend/evaluate/machine/world.h"

namespace duet::frontend {

enum class Deviation : uint8_t {
  kCopiedArguments,
  kDictViews,
  kHasKey,
  kExtendByTensor,
  kGlobalList,
  kStrictLists,
  kPrimitiveKeywords,
  kConstantPrint,
  kRunTimePrint,
  kWideObjects,  // 000 "Annotation": a Tensor made of an object computes in float64
  kStrictObjects,
};

/// What an entry says, and where it comes from.
struct Documented {
  const char* name;
  const char* rule;
  const char* source;  // document and section
  const char* level;   // the only level where it holds; empty: every level but EXACT
};

const Documented& documented(Deviation deviation);
/// In the order of Deviation.
std::span<const Documented> documented();

/// The result of a call that the table answers: methods of dicts.
std::optional<Object> documented_call(PyObject* self, std::string_view method);
/// One Tensor of shape (1,) for each element of the first axis.
Object elements_for_extend(PyObject* tensor);
/// A Primitive, whose calls take no keywords.
bool is_primitive(PyObject* object);

}  // namespace duet::frontend
