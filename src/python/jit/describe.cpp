// Specialisations as dicts.
#include "python/jit/describe.h"

#include <cstring>

#include "frontend/evaluate/branches/leave.h"
#include "frontend/evaluate/traced/documented.h"
#include "frontend/evaluate/visits/visit.h"
#include "ir/print.h"
#include "passes/pipeline.h"
#include "python/jit/cache.h"
#include "python/jit/call.h"
#include "python/jit/place.h"
#include "runtime/graph/interpret_graph.h"

namespace duet::python {
namespace {

using frontend::Guard;
using frontend::JitObject;

JitObject* expect_jit(PyObject* object) {
  if (Py_TYPE(object) != frontend::jit_type)
    throw type_error("`function` needs to be a compiled function").slug("argument-type");
  return reinterpret_cast<JitObject*>(object);
}

/// The cache of a function, or of one of its Cells; null if that has none yet.
const JitCache* find_cache(const JitObject* self, PyObject* cell) {
  if (cell == Py_None) return cache_of(self->cache);
  Object dict = checked(PyObject_GenericGetDict(cell, nullptr));
  PyObject* found = PyDict_GetItemString(dict.get(), "_compiled");
  return found ? cache_of(found) : nullptr;
}

const char* kind_name(Guard::Kind kind) {
  switch (kind) {
    case Guard::Kind::kLeafValue:
      return "argument";
    case Guard::Kind::kDictItem:
      return "item";
    case Guard::Kind::kDictMissing:
      return "missing";
    case Guard::Kind::kDictKeys:
      return "keys";
    case Guard::Kind::kSequence:
      return "items";
    case Guard::Kind::kType:
      return "type";
    case Guard::Kind::kTypeVersion:
      return "class";
    case Guard::Kind::kCell:
      return "cell";
    case Guard::Kind::kFunction:
      return "code";
    case Guard::Kind::kTensor:
      return "tensor";
    case Guard::Kind::kItemType:
      return "number";
    case Guard::Kind::kSlot:
      return "slot";
    case Guard::Kind::kArray:
      return "array";
  }
  return "";
}

PyObject* or_none(const Object& object) { return object ? object.get() : Py_None; }

Object guard_list(const frontend::Compiled& compiled) {
  Object list = checked(PyList_New(0));
  for (const Guard& guard : compiled.guards) {
    Object item = checked(Py_BuildValue("(siOOON)", kind_name(guard.kind), guard.leaf,
                                        or_none(guard.container), or_none(guard.key),
                                        or_none(guard.expected), place_list(guard.place).leak()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object departure_list(const frontend::Compiled& compiled) {
  Object list = checked(PyList_New(0));
  for (const frontend::Departure& departure : compiled.departures) {
    Object item =
        checked(Py_BuildValue("(sN)", departure.rule.c_str(), place_list(departure.place).leak()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object input_list(const frontend::Compiled& compiled) {
  Object list = checked(PyList_New(0));
  if (!compiled.graph) return list;
  for (const ir::Input& input : compiled.graph->inputs) {
    Object item = checked(Py_BuildValue("(ss)", input.name.c_str(), to_text(input.type).c_str()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

/// Where calls may go on in Python: reason, slug, place.
Object leave_list(const frontend::Compiled& compiled) {
  Object list = checked(PyList_New(0));
  for (const auto& leave : compiled.leaves) {
    if (!leave || leave->of_visit) continue;
    Object item = checked(Py_BuildValue("(ssO)", leave->reason.c_str(), leave->slug.c_str(),
                                        place_list(leave->place).get()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

/// (reason, slug, places, calls, nanoseconds each, name) of each visit that the graph still has.
Object visit_list(const frontend::Compiled& compiled) {
  Object list = checked(PyList_New(0));
  for (const Object& host : compiled.hosts) {
    const frontend::Visit* visit = frontend::visit_of(host.get());
    if (!visit) continue;
    Object item = checked(Py_BuildValue(
        "(ssOKds)", visit->reason.c_str(), visit->slug.c_str(), place_list(visit->place).get(),
        static_cast<unsigned long long>(visit->calls), visit->each(), visit->name.c_str()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object describe_one(const Specialisation& each) {
  Object item = checked(PyDict_New());
  auto put = [&](const char* name, const Object& value) {
    checked(PyDict_SetItemString(item.get(), name, value.get()));
  };
  put("milliseconds", checked(PyFloat_FromDouble(static_cast<double>(each.nanoseconds) * 1e-6)));
  put("runs", checked(PyLong_FromUnsignedLongLong(each.runs)));
  if (each.unsupported) {
    put("reason", checked(PyUnicode_FromString(each.unsupported->reason.c_str())));
    put("slug", checked(PyUnicode_FromString(each.unsupported->slug.c_str())));
    put("places", place_list(each.unsupported->place));
    return item;
  }
  put("inputs", input_list(*each.compiled));
  put("guards", guard_list(*each.compiled));
  put("departures", departure_list(*each.compiled));
  put("leaves", leave_list(*each.compiled));
  put("visits", visit_list(*each.compiled));
  put("writes", checked(PyLong_FromSize_t(each.compiled->exit.writes.size())));
  put("program", checked(PyUnicode_FromString(each.program->describe().c_str())));
  return item;
}

bool is_of(const std::string& key, const JitObject* self) {
  uint64_t serial = 0;
  std::memcpy(&serial, key.data() + 1, sizeof serial);
  return serial == self->serial;
}

/// The graph as it was recorded, after each pass that changed it, and as a program.
Object stages(const Specialisation& each) {
  Object list = checked(PyList_New(0));
  auto add = [&](const char* name, const std::string& text) {
    checked(PyList_Append(list.get(), checked(Py_BuildValue("(ss)", name, text.c_str())).get()));
  };
  if (!each.compiled || !each.compiled->graph) return list;
  std::string before = ir::print(*each.compiled->graph);
  add("recorded", before);
  ir::Graph graph = *each.compiled->graph;
  passes::Options options{.evaluate = evaluate_node};
  options.observe = [&](const char* pass, const ir::Graph& now) {
    std::string text = ir::print(now);
    if (text != before) add(pass, text);
    before = std::move(text);
  };
  passes::run(graph, options);
  add("program", each.program->describe());
  return list;
}

template <class F>
Object each_specialisation(const JitObject* self, const JitCache* cache, F&& describe) {
  Object list = checked(PyList_New(0));
  if (!cache) return list;
  for (const auto& [key, bucket] : cache->buckets())
    for (const SpecialisationRef& each : bucket)
      if (is_of(key, self)) checked(PyList_Append(list.get(), describe(*each).get()));
  return list;
}

}  // namespace

PyObject* jit_stages(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *function = nullptr, *cell = Py_None;
    if (!PyArg_ParseTuple(args, "O|O", &function, &cell)) return nullptr;
    const JitObject* self = expect_jit(function);
    return each_specialisation(self, find_cache(self, cell), stages).leak();
  });
}

PyObject* jit_deviations(PyObject*, PyObject*) {
  return guarded([]() -> PyObject* {
    Object list = checked(PyList_New(0));
    for (const frontend::Documented& each : frontend::documented())
      checked(PyList_Append(
          list.get(),
          checked(Py_BuildValue("(ssss)", each.name, each.rule, each.source, each.level)).get()));
    return list.leak();
  });
}

PyObject* jit_prepare(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *function = nullptr, *positional = nullptr, *keywords = nullptr;
    if (!PyArg_ParseTuple(args, "OO!O!", &function, &PyTuple_Type, &positional, &PyDict_Type,
                          &keywords))
      return nullptr;
    SmallVector<PyObject*, 8> all;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(positional); ++i)
      all.push_back(PyTuple_GET_ITEM(positional, i));
    Object names = checked(PySequence_Tuple(keywords));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(names.get()); ++i)
      all.push_back(PyDict_GetItem(keywords, PyTuple_GET_ITEM(names.get(), i)));
    auto count = static_cast<size_t>(PyTuple_GET_SIZE(positional));
    PyObject* given = PyTuple_GET_SIZE(names.get()) > 0 ? names.get() : nullptr;
    return PyBool_FromLong(prepare_jit(expect_jit(function), {all.data(), count, given}));
  });
}

PyObject* jit_specialisations(PyObject*, PyObject* args) {
  return guarded([&]() -> PyObject* {
    PyObject *function = nullptr, *cell = Py_None;
    if (!PyArg_ParseTuple(args, "O|O", &function, &cell)) return nullptr;
    const JitObject* self = expect_jit(function);
    const JitCache* cache = find_cache(self, cell);
    Object list = each_specialisation(self, cache, describe_one);
    return Py_BuildValue("(NKK)", list.leak(), cache ? cache->hits : 0, cache ? cache->misses : 0);
  });
}

}  // namespace duet::python
