// Keeping and dropping specialisations, and the cache as a Python object with garbage collection.
#include "python/jit/cache.h"

#include <structmember.h>

#include <algorithm>
#include <cstddef>

#include "frontend/evaluate/branches/leave.h"

namespace duet::python {
namespace {

constexpr size_t kMost = 64;
constexpr int kMostCredit = 64;
constexpr uint64_t kHitsPerCredit = 16;

struct CacheObject {
  PyObject_HEAD JitCache* cache;
  PyObject* weakrefs;
};

PyTypeObject* cache_type = nullptr;

CacheObject* as_cache(PyObject* object) { return reinterpret_cast<CacheObject*>(object); }

bool is_dead(const Object& watched) {
  return PyWeakref_CheckRefExact(watched.get()) && PyWeakref_GET_OBJECT(watched.get()) == Py_None;
}

PyObject* named_object_died(PyObject* cache, PyObject*) {
  if (as_cache(cache)->cache) as_cache(cache)->cache->drop_dead();
  Py_RETURN_NONE;
}
PyMethodDef kDied = {"named_object_died", named_object_died, METH_O, nullptr};

int visit_point(const frontend::Point& point, visitproc visit, void* arg) {
  for (const frontend::Make& make : point.makes) Py_VISIT(make.object.get());
  for (const frontend::Write& write : point.writes) {
    Py_VISIT(write.target.get());
    Py_VISIT(write.name.get());
  }
  return 0;
}

/// The objects that a specialisation owns. It is this cache's alone, unless a call is running.
int visit_all(const Specialisation& each, visitproc visit, void* arg) {
  for (const Object& watched : each.watched) Py_VISIT(watched.get());
  if (!each.compiled || each.compiled.use_count() > 1) return 0;
  for (const frontend::Source& source : each.compiled->inputs) {
    Py_VISIT(source.object.get());
    Py_VISIT(source.key.get());
  }
  for (const frontend::Guard& guard : each.compiled->guards) {
    Py_VISIT(guard.container.get());
    Py_VISIT(guard.key.get());
    Py_VISIT(guard.expected.get());
  }
  if (int stop = visit_point(each.compiled->exit, visit, arg)) return stop;
  for (const auto& leave : each.compiled->leaves) {
    if (!leave) continue;
    if (int stop = visit_point(leave->point, visit, arg)) return stop;
    for (const frontend::Frame& frame : leave->frames) {
      Py_VISIT(frame.code_object.get());
      Py_VISIT(frame.globals.get());
      Py_VISIT(frame.builtins.get());
    }
  }
  for (const Object& host : each.compiled->hosts) Py_VISIT(host.get());
  for (const Object& kept : each.compiled->keep) Py_VISIT(kept.get());
  return 0;
}

}  // namespace

JitCache::Bucket* JitCache::find(const std::string& key) {
  if (last_key_ && *last_key_ == key) return last_;
  auto found = buckets_.find(key);
  if (found == buckets_.end()) return nullptr;
  last_key_ = &found->first;
  return last_ = &found->second;
}

void JitCache::hit(Specialisation& used) {
  used.used = ++tick_;
  if (++hits % kHitsPerCredit == 0 && credit_ < kMostCredit) ++credit_;
}

void JitCache::add(const frontend::Signature& signature, SpecialisationRef made, PyObject* self) {
  ++misses;
  --credit_;
  watch(signature, *made, self);
  if (size_ >= kMost) evict();
  made->used = ++tick_;
  Bucket& bucket = buckets_[signature.key];
  bucket.insert(bucket.begin(), std::move(made));
  ++size_;
}

// An object at the address of one that is gone must not be taken for it.
void JitCache::watch(const frontend::Signature& signature, Specialisation& made, PyObject* self) {
  Object callback;
  std::vector<PyObject*> named = signature.named;
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  for (PyObject* object : named) {
    if (object == owner) continue;
    if (!PyType_SUPPORTS_WEAKREFS(Py_TYPE(object))) {
      made.watched.push_back(Object::borrow(object));
      continue;
    }
    if (!callback) callback = checked(PyCFunction_New(&kDied, self));
    made.watched.push_back(checked(PyWeakref_NewRef(object, callback.get())));
  }
}

void JitCache::evict() {
  SpecialisationRef oldest;
  for (const auto& [key, bucket] : buckets_)
    for (const SpecialisationRef& each : bucket)
      if (!oldest || each->used < oldest->used) oldest = each;
  for (auto at = buckets_.begin(); at != buckets_.end(); ++at)
    if (std::erase(at->second, oldest) > 0) {
      if (at->second.empty()) buckets_.erase(at);
      break;
    }
  --size_;
  last_key_ = nullptr;
}

void JitCache::drop_dead() {
  std::vector<SpecialisationRef> dropped;  // freed last: that may run anything
  for (auto at = buckets_.begin(); at != buckets_.end();) {
    std::erase_if(at->second, [&](SpecialisationRef& each) {
      if (std::none_of(each->watched.begin(), each->watched.end(), is_dead)) return false;
      dropped.push_back(std::move(each));
      return true;
    });
    at = at->second.empty() ? buckets_.erase(at) : std::next(at);
  }
  size_ -= dropped.size();
  last_key_ = nullptr;
}

void JitCache::forget(const std::string& key) {
  auto found = buckets_.find(key);
  if (found == buckets_.end()) return;
  Bucket dropped = std::move(found->second);
  buckets_.erase(found);
  size_ -= dropped.size();
  last_key_ = nullptr;
}

void JitCache::clear() {
  shapes.clear();
  auto dropped = std::exchange(buckets_, {});
  size_ = 0;
  credit_ = kMostCredit;
  last_key_ = nullptr;
}

int JitCache::traverse(visitproc visit, void* arg) const {
  for (const auto& [key, bucket] : buckets_)
    for (const SpecialisationRef& each : bucket)
      if (each.use_count() == 1)
        if (int status = visit_all(*each, visit, arg)) return status;
  return 0;
}

namespace {

PyObject* cache_new(PyTypeObject*, PyObject*, PyObject*) {
  return guarded([] { return new_cache(nullptr).leak(); });
}

void cache_dealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  if (as_cache(self)->weakrefs) PyObject_ClearWeakRefs(self);
  delete std::exchange(as_cache(self)->cache, nullptr);
  type->tp_free(self);
  Py_DECREF(type);
}

int cache_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  return as_cache(self)->cache ? as_cache(self)->cache->traverse(visit, arg) : 0;
}

int cache_clear(PyObject* self) {
  if (as_cache(self)->cache) as_cache(self)->cache->clear();
  return 0;
}

// A copy of a Cell has compiled nothing yet.
PyObject* cache_reduce(PyObject* self, PyObject*) { return Py_BuildValue("O()", Py_TYPE(self)); }

PyMethodDef cache_methods[] = {
    {"__reduce__", cache_reduce, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyMemberDef cache_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(CacheObject, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

}  // namespace

void make_cache_type(PyObject* module) {
  auto slot = [](int id, auto* function) {
    return PyType_Slot{id, reinterpret_cast<void*>(function)};
  };
  PyType_Slot slots[] = {
      slot(Py_tp_new, cache_new),
      slot(Py_tp_dealloc, cache_dealloc),
      slot(Py_tp_traverse, cache_traverse),
      slot(Py_tp_clear, cache_clear),
      slot(Py_tp_methods, cache_methods),
      slot(Py_tp_members, cache_members),
      {0, nullptr},
  };
  PyType_Spec spec{"mindspore._core.JitCache", sizeof(CacheObject), 0,
                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, slots};
  cache_type = reinterpret_cast<PyTypeObject*>(checked(PyType_FromSpec(&spec)).leak());
  checked(PyModule_AddObjectRef(module, "JitCache", reinterpret_cast<PyObject*>(cache_type)));
}

Object new_cache(PyObject* owner) {
  Object self = checked(cache_type->tp_alloc(cache_type, 0));
  as_cache(self.get())->cache = new JitCache;
  as_cache(self.get())->cache->owner = owner;
  return self;
}

JitCache* cache_of(PyObject* object) {
  return Py_TYPE(object) == cache_type ? as_cache(object)->cache : nullptr;
}

}  // namespace duet::python
