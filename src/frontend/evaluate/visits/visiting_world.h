// The traced world with visits (visit.h): what the graph can not express is done by Python, in its
// place, and gives an object that is known when the graph runs (any.h). `visit` is the one way;
// all else here says when it is taken.
//
// A mutable object born in the function that Python gets and the program can still reach is
// *exposed*: made at that visit, and Python's from then on.
#pragma once

#include "frontend/evaluate/traced/traced_world.h"
#include "frontend/evaluate/visits/visit.h"

namespace duet::frontend {

class VisitingWorld final : public TracedWorld {
 public:
  VisitingWorld(Tracer& tracer, Compiled& compiled, const Settings& settings)
      : TracedWorld(tracer, compiled, settings) {}

  std::optional<Object> visit_call(PyObject* callee, const Arguments& arguments) override;
  std::optional<Object> visit_whole(PyObject* callee, const Arguments& arguments) override;
  PyObject* late(PyObject* object) const override;
  bool holds_unknown(PyObject* object) const override;
  std::vector<Object> late_parts(PyObject* object, int before, int after) override;
  std::vector<Object> late_enter(PyObject* manager) override;
  Object late_next(PyObject* iterator) override;
  void late_insert(PyObject* target, PyObject* key, PyObject* item) override;
  bool may_visit() const override {
    return visits_ && settings_.may_leave && tracer_.open().depth == 0;
  }
  Object late_item(PyObject* iterator) override;

  Object call(PyObject* callee, const Arguments& arguments) override;
  Object attribute(PyObject* object, PyObject* name) override;
  void set_attribute(PyObject* object, PyObject* name, PyObject* value) override;
  Object item(PyObject* object, PyObject* key) override;
  void set_item(PyObject* object, PyObject* key, PyObject* value) override;
  Object negation(PyObject* x) override;
  Object unary(syntax::UnaryOp op, PyObject* x) override;
  Object binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y) override;
  Object compare(syntax::CompareOp op, PyObject* x, PyObject* y) override;
  bool truth(PyObject* x) override;
  Object iterator(PyObject* x) override;
  Object next(PyObject* iterator) override;
  Object format(PyObject* value, int conversion, PyObject* spec) override;
  std::optional<bool> decide(PyObject* x) override;
  Value truth_value(PyObject* x) override;
  Object condition(PyObject* x) override;
  void expose(const std::unordered_set<PyTypeObject*>& types) override;
  Value as_run_time(PyObject* object, const Tracer::State& state,
                    std::vector<ir::Node>& nodes) override;

  void look_behind() override {
    if (!looked_.empty() || unseen_) look_for_changes();
  }
  void begin_side() override { outer_.push_back(looked_); }
  void end_side() override;
  bool unseen() const override { return unseen_; }
  void set_unseen() override { unseen_ = true; }
  bool late_extend(PyObject* target, PyObject* items) override;
  bool late_update(PyObject* dict, PyObject* mapping) override;
  Object late_tuple(PyObject* items) override;
  std::optional<Object> late_call(PyObject* callee, PyObject* items, PyObject* keywords) override;
  std::vector<Object> late_arguments(PyObject* callee, PyObject* items, int count) override;

  /// Prints come with the visits: none while compiling.
  void print_late() { prints_late_ = true; }
  bool visits() const { return visits_; }

 private:
  struct Why {
    std::string reason, slug;
  };
  Object visit(PyObject* callee, Arguments arguments, Gives gives, const Why& why);
  std::vector<Object> visit_parts(PyObject* callee, Arguments arguments, size_t parts);
  int64_t append_visit(PyObject* callee, Arguments arguments, Gives gives, size_t parts,
                       const Why& why);
  bool is_for_python(Why& why) const;
  void expect_allowed(const Why& why) const;
  std::vector<Object> exposed_by(PyObject* callee, const Arguments& arguments) const;
  void adopt(PyObject* made);
  bool assigns_outside(PyObject* function) const;
  void find_captured(PyObject* function, std::vector<Object>& found,
                     std::vector<PyObject*>& seen) const;
  void find_exposed(PyObject* object, std::vector<Object>& found, int held) const;
  bool holds_late(PyObject* object, int depth = 0) const;
  bool is_foreign(PyObject* object) const;
  bool is_native(PyObject* callee, const Arguments& arguments) const;
  Object visit_late(PyObject* callee, const Arguments& arguments);
  Object print_late(const Arguments& arguments);
  Object method_of_run(const Object& value);
  Object widened(const Object& value);
  Object made_tensor(PyObject* callee, const Arguments& arguments, const Why& why);
  template <class Native, class Visited>
  auto attempt(Native native, Visited visited) -> decltype(native());

  bool is_quiet(PyObject* callee, const Arguments& arguments) const;
  void leave_behind(const Object& made, const Why& why, int64_t behind);
  void look_for_changes();

  void find_reached(PyObject* object, const std::unordered_set<PyTypeObject*>& types,
                    std::vector<Object>& found, int depth) const;

  std::vector<Object> to_expose_;  // by the next visit
  bool visits_ = false;
  /// Visits of the present step, or of the condition that has brought us here: where they say that
  /// the outside is as it was.
  struct Looked {
    Object visit;
    Value fine;
  };
  std::vector<Looked> looked_;
  std::vector<std::vector<Looked>> outer_;  // those in front of the sides that are open
  bool unseen_ = false;  // what a visit in a condition says can not be read any more
  std::unordered_map<PyObject*, Object> exposed_;  // births, and what stands for them
  std::vector<Object> exposed_births_;             // keep these addresses
};

}  // namespace duet::frontend
