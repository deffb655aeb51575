// Building and running programs: nodes are put in an order in which stretches without effects are
// long; those are segments, all else runs node by node.
#include "runtime/program/program.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "runtime/eager/compute.h"
#include "runtime/program/control/control.h"
#include "runtime/program/segment.h"
#include "runtime/program/talk.h"
#include "runtime/program/work.h"

namespace duet {
namespace {

using ir::Node;
using ir::NodeKind;

bool commits(const ir::Graph& graph, std::vector<const ir::Graph*>& seen) {
  if (std::ranges::count(seen, &graph) > 0) return false;
  seen.push_back(&graph);
  return std::ranges::any_of(graph.nodes, [&](const Node& node) {
    return node.kind == NodeKind::kCommit ||
           std::ranges::any_of(node.graphs,
                               [&](const ir::GraphRef& below) { return commits(*below, seen); });
  });
}

template <class F>
void each_read(const Node& node, F f) {
  for (const Value& arg : node.args) ir::each_node(arg, f);
}
template <class F>
void each_made(const Node& node, F f) {
  for (size_t k = 0; k < node.types.size(); ++k) f(node.first + static_cast<int64_t>(k));
}

/// One node, a segment, a stretch with branches and loops over small values, or visits.
struct Planned {
  std::vector<const Node*> nodes;
  bool segment;
  bool control = false;
  bool talk = false;
};

/// Visits that stand next to each other become one step, with what is said in between.
std::vector<Planned> with_talks(std::vector<Planned> plan) {
  std::vector<Planned> result;
  for (Planned& planned : plan) {
    planned.talk = !planned.segment && !planned.control && fits_talk(*planned.nodes[0]);
    if (planned.talk && !result.empty() && result.back().talk)
      result.back().nodes.push_back(planned.nodes[0]);
    else
      result.push_back(std::move(planned));
  }
  return result;
}

/// Longer segments are cut: planning one takes time that grows with the square of its nodes.
constexpr size_t kMostNodes = 4096;

/// Puts a graph's nodes in the order of running.
class Scheduler {
 public:
  Scheduler(const ir::Graph& graph, bool control)
      : graph_(graph), control_(control), waiting_(graph.value_count()) {}

  std::vector<Planned> run() {
    bool committed = false;
    std::vector<size_t> control(graph_.nodes.size());
    if (control_) control = find_control(graph_);
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (control[i] > 0) {
        flush(committed);
        Planned stretch{{}, false, true};
        for (size_t end = control[i]; i < end; ++i) stretch.nodes.push_back(&graph_.nodes[i]);
        --i;
        plan_.push_back(std::move(stretch));
        continue;
      }
      const Node& node = graph_.nodes[i];
      bool fits = fits_segment(graph_, node);
      // What a check sees is what the commits before it have left.
      if (committed && node.kind == NodeKind::kCheck) flush(committed);
      committed |= node.kind == NodeKind::kCommit;
      if (fits || is_free(node)) {
        stretch_.push_back(&node);
        continue;
      }
      flush(committed);
      plan_.push_back({{&node}, false});
    }
    flush(committed);
    return std::move(plan_);
  }

 private:
  /// May move among its neighbours.
  static bool is_free(const Node& node) {
    switch (node.kind) {
      case NodeKind::kScalar:
      case NodeKind::kToTensor:
      case NodeKind::kItem:
      case NodeKind::kMake:
      case NodeKind::kGet:
      case NodeKind::kPush:
      case NodeKind::kPop:
      case NodeKind::kApply:
        return true;
      default:
        return false;
    }
  }

  bool ready(const Node& node) const {
    bool waits = false;
    each_read(node, [&](int64_t value) { waits = waits || waiting_[value]; });
    return !waits;
  }
  void done(const Node& node) {
    each_made(node, [&](int64_t value) { waiting_[value] = false; });
  }

  /// Single nodes as early as they can, then all of the rest that does not wait for single nodes.
  void flush(bool& committed) {
    for (const Node* node : stretch_)
      each_made(*node, [&](int64_t value) { waiting_[value] = true; });
    while (!stretch_.empty()) {
      take(false, [&](const Node& node) { plan_.push_back({{&node}, false}); });
      Planned segment{{}, true};
      take(true, [&](const Node& node) {
        segment.nodes.push_back(&node);
        if (segment.nodes.size() == kMostNodes) plan_.push_back(std::exchange(segment, {{}, true}));
      });
      if (!segment.nodes.empty()) plan_.push_back(std::move(segment));
    }
    committed = false;
  }

  template <class F>
  void take(bool segment, F f) {
    std::vector<const Node*> left;
    for (const Node* node : stretch_) {
      if (fits_segment(graph_, *node) != segment || !ready(*node)) {
        left.push_back(node);
        continue;
      }
      f(*node);
      done(*node);
    }
    stretch_ = std::move(left);
  }

  const ir::Graph& graph_;
  bool control_;
  std::vector<bool> waiting_;  // values that a node of the stretch is still to make
  std::vector<const Node*> stretch_;
  std::vector<Planned> plan_;
};

class CompiledProgram final : public FramedProgram, public SubPrograms {
 public:
  CompiledProgram(const ir::Graph& graph, bool control, SubPrograms* root = nullptr)
      : graph_(graph), root_(root) {
    states_.input_of.assign(graph_.value_count(), -1);
    for (size_t i = 0; i < graph_.inputs.size(); ++i)
      if (graph_.inputs[i].state) states_.input_of[graph_.inputs[i].value] = static_cast<int>(i);
    states_.visited.assign(graph_.value_count(), false);
    for (int64_t value = 0; value < graph_.value_count(); ++value) {
      ir::TypeKind kind = graph_.type(value).kind();
      states_.plain.push_back(kind == ir::TypeKind::kScalar || kind == ir::TypeKind::kAny);
    }
    for (const Node& node : graph_.nodes)
      if (node.kind == NodeKind::kHostCall)
        each_made(node, [&](int64_t value) { states_.visited[value] = true; });
    std::vector<const ir::Graph*> seen;
    states_.commits = commits(graph_, seen);
    std::vector<Planned> plan = with_talks(Scheduler(graph_, control).run());
    find_last_uses(plan);
    give_slots(plan);
    find_moves();
    for (size_t i = 0; i < plan.size(); ++i) add_step(plan, i);
  }

  Values run(std::span<const Value> inputs, HostHook* host) const override {
    DUET_CHECK(inputs.size() == graph_.inputs.size());
    ProgramFrame frame = make_frame(host);
    Values results;
    run_in(frame, inputs, results);
    return results;
  }

  ProgramFrame make_frame(HostHook* host) const override {
    return {{}, host, ProgramSlots(slots_, places_.data())};
  }

  void run_in(ProgramFrame& frame, std::span<const Value> inputs, Values& results) const override {
    frame.inputs = inputs;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const ir::Input& input = graph_.inputs[i];
      if (places_[input.value] > 0)
        frame.slots[input.value] = input.state ? content(inputs[i]) : inputs[i];
    }
    run_steps(frame, results);
  }

  void run_on(ProgramFrame& frame, std::span<Value> inputs, Values& results) const override {
    frame.inputs = inputs;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const ir::Input& input = graph_.inputs[i];
      if (places_[input.value] == 0) continue;
      if (input.state)
        frame.slots[input.value] = content(inputs[i]);
      else
        frame.slots[input.value] = std::move(inputs[i]);
    }
    run_steps(frame, results);
  }

  std::string describe() const override {
    std::string text;
    for (const Step& step : steps_) text += step.run->describe() + "\n";
    return text;
  }

  /// The outermost program has them all: one that calls itself is made once.
  const GraphProgram& of(const ir::GraphRef& graph) override {
    if (root_) return root_->of(graph);
    std::lock_guard lock(mutex_);
    auto& program = below_[graph.get()];
    if (!program) program = std::make_shared<CompiledProgram>(*graph, true, this);
    return *program;
  }

 private:
  void run_steps(ProgramFrame& frame, Values& results) const {
    HostHook* host = frame.host;
    for (const Step& step : steps_) {
      if (host) {
        host->poll();
        if (step.rests) host->rest();
      }
      step.run->run(frame);
    }
    results.clear();
    // A constant is the graph's own: who gets it may write it.
    for (size_t i = 0; i < graph_.results.size(); ++i) {
      const Value& result = graph_.results[i];
      if (moves_[i])
        results.push_back(std::move(frame.slots[result.as_node()]));
      else
        results.push_back(result.is_tensor() ? Value(copy_of(result.as_tensor()))
                                             : filled_in(result, frame));
    }
  }

  /// What a state holds now; commits of this call leave it alone.
  Value content(const Value& state) const {
    if (!states_.commits || !state.is_tensor()) return state;
    const TensorRep& rep = *state.tensor_rep();
    rep.storage->take_back();
    return Tensor(rep.dtype, rep.layout, Storage::make(rep.storage->buffer()));
  }

  void find_last_uses(const std::vector<Planned>& plan) {
    last_.assign(graph_.value_count(), {-1, -1});
    for (size_t i = 0; i < plan.size(); ++i)
      for (size_t n = 0; n < plan[i].nodes.size(); ++n) {
        auto note = [&](int64_t value) {
          last_[value] = {static_cast<int>(i), static_cast<int>(n)};
        };
        each_made(*plan[i].nodes[n], note);
        each_read(*plan[i].nodes[n], note);
      }
    for (const Value& result : graph_.results)
      ir::each_node(result,
                    [&](int64_t value) { last_[value] = {static_cast<int>(plan.size()), 0}; });
  }

  /// Results that leave their slots: the next round of a loop is their only holder.
  void find_moves() {
    for (size_t i = 0; i < graph_.results.size(); ++i) {
      const Value& result = graph_.results[i];
      bool last = result.is_node();
      for (size_t later = i + 1; last && later < graph_.results.size(); ++later)
        ir::each_node(graph_.results[later],
                      [&](int64_t value) { last = last && value != result.as_node(); });
      moves_.push_back(last);
    }
  }

  /// Slots for what crosses steps. Slot 0 is nobody's.
  void give_slots(const std::vector<Planned>& plan) {
    places_.assign(graph_.value_count(), 0);
    auto give = [&](int64_t value) {
      if (places_[value] == 0) places_[value] = slots_++;
    };
    for (const ir::Input& input : graph_.inputs)
      if (last_[input.value].step >= 0) give(input.value);
    for (size_t i = 0; i < plan.size(); ++i)
      for (const Node* node : plan[i].nodes)
        each_made(*node, [&](int64_t value) {
          bool alone = !plan[i].segment && !plan[i].control;
          if (alone || last_[value].step > static_cast<int>(i)) give(value);
        });
  }

  /// Values whose last use is this node.
  std::vector<int64_t> dead_after(const Node& node, int step, int index) const {
    std::vector<int64_t> dead;
    auto note = [&](int64_t value) {
      if (last_[value] == Use{step, index} && std::ranges::count(dead, value) == 0)
        dead.push_back(value);
    };
    each_read(node, note);
    each_made(node, note);
    return dead;
  }

  static bool may_raise(const Planned& planned) {
    return std::ranges::any_of(planned.nodes, [&](const Node* node) {
      return node->kind == NodeKind::kCheck ||
             (!planned.segment && node->kind != NodeKind::kMake && node->kind != NodeKind::kGet);
    });
  }

  std::unique_ptr<ProgramStep> control_step(const Planned& planned, int step) const {
    std::vector<int64_t> outputs, dead;
    for (size_t n = 0; n < planned.nodes.size(); ++n) {
      each_made(*planned.nodes[n], [&](int64_t value) {
        if (last_[value].step > step) outputs.push_back(value);
      });
      for (int64_t value : dead_after(*planned.nodes[n], step, static_cast<int>(n)))
        if (places_[value] > 0) dead.push_back(value);
    }
    return make_control(graph_, planned.nodes, std::move(outputs), std::move(dead));
  }

  void add_step(const std::vector<Planned>& plan, size_t i) {
    bool silent =
        std::ranges::none_of(plan[i].nodes, [](const Node* node) { return talks(*node); });
    steps_.push_back({make_step(plan, i), silent && is_long_work(plan[i].nodes)});
  }

  std::unique_ptr<ProgramStep> make_step(const std::vector<Planned>& plan, size_t i) {
    const Planned& planned = plan[i];
    auto node_step = [&](size_t n) {
      auto dead = dead_after(*planned.nodes[n], static_cast<int>(i), static_cast<int>(n));
      return make_node_step(*planned.nodes[n], states_, std::move(dead), *this);
    };
    if (planned.control) return control_step(planned, static_cast<int>(i));
    if (planned.talk) return talk_step(planned, static_cast<int>(i), node_step);
    if (!planned.segment) return node_step(0);
    SegmentRequest request{&graph_, planned.nodes, {}, {}, {}, &states_, true};
    for (size_t n = 0; n < planned.nodes.size(); ++n) {
      each_made(*planned.nodes[n], [&](int64_t value) {
        if (last_[value].step > static_cast<int>(i)) request.outputs.push_back(value);
      });
      for (int64_t value : dead_after(*planned.nodes[n], static_cast<int>(i), static_cast<int>(n)))
        request.dead.push_back(value);
      request.steps.push_back(node_step(n));
    }
    for (size_t later = i + 1; later < plan.size(); ++later)
      if (may_raise(plan[later])) request.last_to_raise = false;
    return make_segment(std::move(request));
  }

  template <class F>
  std::unique_ptr<ProgramStep> talk_step(const Planned& planned, int step, F node_step) const {
    TalkRequest request{planned.nodes, {}, &states_};
    std::vector<std::unique_ptr<ProgramStep>> slow;
    for (size_t n = 0; n < planned.nodes.size(); ++n) {
      request.last_uses.push_back(dead_after(*planned.nodes[n], step, static_cast<int>(n)));
      bool check = planned.nodes[n]->kind == NodeKind::kCheck;
      slow.push_back(check ? node_step(n) : nullptr);
    }
    return make_talk(std::move(request), std::move(slow));
  }

  struct Step {
    std::unique_ptr<ProgramStep> run;
    bool rests;  // long work without visits
  };

  struct Use {
    int step, node;
    friend bool operator==(const Use&, const Use&) = default;
  };

  ir::Graph graph_;
  SubPrograms* root_;
  StateUse states_;
  std::vector<Use> last_;    // by value
  std::vector<int> places_;  // of slots, by value
  int slots_ = 1;
  std::vector<bool> moves_;  // by result
  std::vector<Step> steps_;
  std::mutex mutex_;
  std::unordered_map<const ir::Graph*, std::shared_ptr<const GraphProgram>> below_;
};

}  // namespace

std::shared_ptr<const GraphProgram> build_program(const ir::Graph& graph, bool control) {
  return std::make_shared<CompiledProgram>(graph, control);
}

std::shared_ptr<const GraphProgram> GraphProgram::build(const ir::Graph& graph) {
  return build_program(graph, true);
}

}  // namespace duet
