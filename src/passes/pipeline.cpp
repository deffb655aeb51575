// The order of passes.
#include "passes/pipeline.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>
#include <unordered_set>

#include "base/switches.h"
#include "ir/recursive.h"
#include "ir/verify.h"
#include "passes/dump.h"
#include "passes/passes.h"

namespace duet::passes {
namespace {

struct Pass {
  const char* name;
  bool (*run)(ir::Graph&, const Options&);
};

constexpr Pass kPasses[] = {
    {"inline", inline_calls},           // all else sees more of the program
    {"parts", take_parts},              // structure goes, the Tensors in it stay
    {"fold", fold_constants},           // before structure: it chooses branches
    {"structure", simplify_structure},  // makes nodes equal
    {"cse", share_equal},               // leaves the second of two dead
    {"dce", drop_dead},                 // last: all others leave dead nodes behind
};

/// All graphs below, each behind those it uses. They are held: a pass may drop the node that owned
/// one.
void collect(ir::Graph& graph, std::unordered_set<const ir::Graph*>& seen,
             std::vector<ir::GraphRef>& found) {
  for (const ir::Node& node : graph.nodes)
    for (const ir::GraphRef& below : node.graphs) {
      if (!seen.insert(below.get()).second) continue;
      collect(*below, seen, found);
      found.push_back(below);
    }
}

bool circular(const ir::Graph& graph, std::unordered_map<const ir::Graph*, bool>& open) {
  auto [known, fresh] = open.try_emplace(&graph, true);
  if (!fresh) return known->second;
  for (const ir::Node& node : graph.nodes)
    for (const ir::GraphRef& below : node.graphs)
      if (ir::is_owned(below) && circular(*below, open)) return true;
  open[&graph] = false;
  return false;
}

/// Copies of graphs below, by original; originals are held, since their addresses are keys.
struct Copies {
  std::unordered_map<const ir::Graph*, ir::GraphRef> copies;
  std::vector<ir::GraphRef> originals;

  void take_over(ir::Graph& graph) {
    for (ir::Node& node : graph.nodes)
      for (ir::GraphRef& below : node.graphs) {
        auto [known, fresh] = copies.try_emplace(below.get());
        const bool owned = ir::is_owned(below);
        if (fresh) {
          originals.push_back(below);
          ir::GraphRef copy = known->second = std::make_shared<ir::Graph>(*below);
          take_over(*copy);
          below = std::move(copy);
        } else {
          below = known->second;
        }
        if (!owned && !fresh) below = ir::unowned(below);
      }
  }
};

/// Others may hold the graphs below, as they were recorded: they are replaced by copies. False for
/// graphs that call each other, whose copies would own each other too: those stay as they are.
bool own_below(ir::Graph& graph) {
  std::unordered_map<const ir::Graph*, bool> open;
  if (circular(graph, open)) return false;
  Copies().take_over(graph);
  return true;
}

bool wants_verification() {
  const char* setting = std::getenv("DUET_VERIFY");
  return setting && std::string_view(setting) == "1";
}

}  // namespace

void run(ir::Graph& graph, const Options& given) {
  static const bool verifying = wants_verification();
  Dump dump(graph);
  Options options = given;
  if (dump.on())
    options.on_rewrite = [&](const char* rule, const ir::Node& node) { dump.note(rule, node); };
  auto observe = [&](const char* pass) {
    dump.write(pass, graph);
    if (verifying) ir::verify(graph, pass);
    if (options.observe) options.observe(pass, graph);
  };
  observe("recorded");
  if (!options.optimise || switched(Switch::kNoPasses)) return;
  const bool own = own_below(graph);
  for (const Pass& pass : kPasses) {
    std::unordered_set<const ir::Graph*> seen{&graph};
    std::vector<ir::GraphRef> below;
    if (own) collect(graph, seen, below);
    for (const ir::GraphRef& each : below) pass.run(*each, options);
    pass.run(graph, options);
    observe(pass.name);
  }
}

bool run_pass(std::string_view name, ir::Graph& graph, const Options& options) {
  const auto* found = std::ranges::find(kPasses, name, &Pass::name);
  if (found == std::end(kPasses)) DUET_BUG("no pass is called {}", name);
  return found->run(graph, options);
}

int64_t cost(const ir::Graph& graph) {
  int64_t total = 0;
  for (const ir::Node& node : graph.nodes) {
    total += 4;
    for (const Value& arg : node.args) ir::each_node(arg, [&](int64_t) { ++total; });
  }
  return total;
}

}  // namespace duet::passes
