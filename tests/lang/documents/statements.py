"""What the documents say, statement by statement, in our words, and the tests that show it.

By section ("document section"). A test is named as `file.name`, without the `test_` of both; the
file lies in this folder, or is a path from `tests/`. Where a document calls something unsupported
that Duet supports, the statement says so: (lifted). docs/language.md is written from this table,
and tests/scripts/test_language_sections.py holds it against the tests.
"""

Rows = tuple[tuple[str, str], ...]

MODES: dict[str, Rows] = {
    "000 Graph Mode": (
        ("set_context(mode=GRAPH_MODE) compiles construct", "samples.a_network_of_one_product"),
        ("jit compiles a function or method", "rest.a_compiled_cell_inside_of_another"),
        ("the graph's gradient is PyNative's", "rest.the_gradient_of_a_network_is_the_same_in_both_modes"),
    ),
    "000 PyNative Mode": (
        ("statements run in the order they are written", "rest.effects_of_python_happen_at_every_call"),
        ("an operator runs by itself, at once", "samples.operators_run_at_once"),
        ("operators are recorded and their backward is strung together", "rest.the_gradient_of_a_network_is_the_same_in_both_modes"),
        ("the gradient of an operator is a registered rule", "networks.the_registered_gradient_counts"),
        ("gradients follow the rounds and branches that were taken", "rest.gradients_follow_the_control_flow_that_was_taken"),
    ),
    "000 Interconversion of Dynamic and Static Graphs": (
        ("one line switches the mode, the program stays", "samples.the_mode_is_switched_by_one_line"),
    ),
    "000 Combination of Static and Dynamic": (
        ("a compiled Cell stands in one that is not", "rest.a_compiled_cell_inside_of_another networks.modes_are_mixed"),
        ("compiled functions call each other and are differentiated", "rest.compiled_functions_call_each_other_and_have_gradients"),
    ),
    "000 JIT Fallback": (
        ("levels STRICT 0, COMPATIBLE 1, LAX 2; LAX is the default", "samples.the_level_is_lax_unless_it_is_set"),
        ("STRICT has the basic syntax only", "fallback.levels lang/documented.strict_makes_no_objects_of_run_time_values"),
        ("COMPATIBLE adds dicts, lists and scalars", "fallback.levels"),
        ("LAX takes nearly all of Python", "fallback.levels lang/fallback/around.levels_that_visit"),
    ),
    "000 Creating and Using Tensor": (
        ("Tensor is made in a graph, of numbers and arrays", "fallback.tensors_of_python_values fallback.tensors_of_arrays"),
        ("Tensor is made of run-time values", "fallback.tensors_of_run_time_numbers"),
        ("the function tensor makes one at run time", "fallback.the_tensor_function_at_run_time fallback.the_tensor_function_of_a_tensor fallback.the_tensor_function_of_constants"),
    ),
    "000 Annotation": (
        ("what has no type is computed in float64", "fallback.objects_without_annotation_compute_in_float64"),
        ("a comment above, below or on the line gives the type", "fallback.annotated_objects_have_their_type"),
        ("tensor with a dtype has its type by itself; the four ways", "samples.four_ways_of_making_a_tensor"),
        ("what is only returned is not computed with", "fallback.a_made_tensor_that_is_only_returned_keeps_its_dtype"),
    ),
    "000 Calling the Third-party Libraries": (
        ("functions, objects and methods of NumPy are used", "fallback.known_arrays_are_added fallback.methods_and_attributes_of_arrays"),
        ("results need no variable of their own (lifted)", "fallback.known_arrays_are_added fallback.a_run_time_array_goes_on_as_a_tensor"),
    ),
    "000 Using Native Print Printing of Python": (
        ("constants print while compiling, Tensors when the graph runs", "fallback.constants_print_before_tensors_and_once samples.what_numpy_knows_is_printed_first"),
        ("constants of every type", "fallback.prints_of_everything_known"),
        ("run-time values at each call, in branches and loops", "fallback.run_time_numbers_print_at_each_call fallback.prints_in_run_time_branches fallback.prints_in_run_time_loops"),
        ("the operator Print prints at run time", "fallback.the_print_operator"),
    ),
    "000 Using the raise and assert": (
        ("raise under a condition on Tensors", "statements.raise_on_a_run_time_condition"),
        ("raise under a constant condition", "statements.raise_on_a_constant_condition"),
        ("assert on Tensors", "statements.assert_on_membership statements.assert_with_a_message"),
        ("assert on constants", "statements.assert_on_constants statements.assert_with_a_constant_message"),
    ),
    "000 Calling Python Built-in Functions": (
        ("dict of nothing, keywords, pairs and zip", "functions_of_python.dict"),
        ("loops over what dict has made, by key, value and item (lifted)", "functions_of_python.loops_over_a_made_dict"),
        ("type of numbers, containers, arrays and Tensors", "functions_of_python.type functions_of_python.type_of_tensors_and_arrays"),
        ("type of run-time numbers (lifted)", "functions_of_python.type_of_run_time_numbers"),
        ("type with three arguments makes a class (lifted)", "samples.type_makes_a_class"),
    ),
    "000 Supporting Control Flow": (
        ("if on an array", "statements.if_on_an_array statements.if_on_a_run_time_array"),
        ("for over, and while on, what Python gives", "statements.for_over_a_run_time_array statements.while_on_a_visited_value"),
        ("what falls back does so in branches", "statements.visits_in_branches"),
    ),
    "000 Support JIT Fallback in the Runtime Phase": (
        ("constants are computed while compiling, others when the graph runs", "fallback.an_array_is_returned fallback.a_run_time_array_is_returned"),
        ("what NumPy gives is returned as it is", "fallback.lists_of_run_time_values_are_returned"),
    ),
    "000 The Top-level Graph Supports Returning Basic Types": (
        ("lists are returned", "fallback.a_list_is_returned"),
        ("dicts are returned", "fallback.a_dict_is_returned"),
        ("scalars and None are returned", "fallback.other_values_are_returned"),
    ),
    "000 Instructions for Use": (
        ("what a graph does to scalars is what PyNative does", "numbers.run_time_numbers_are_converted operators.run_time_ints"),
        ("items of arrays are assigned (lifted)", "fallback.items_of_arrays_are_assigned fallback.items_of_run_time_arrays_are_assigned"),
    ),
}  # fmt: skip

FALLBACK: dict[str, Rows] = {
    "002 Overview": (
        ("MS_DEV_ENABLE_FALLBACK=0 switches it off", "rest.the_switch_of_the_environment"),
    ),
    "002 Creating and Using Tensor": (
        ("Tensor of a number, with a dtype", "rest.a_tensor_is_made fallback.tensors_of_python_values"),
        ("asnumpy in a graph (lifted)", "fallback.a_run_time_array_goes_on_as_a_tensor"),
    ),
    "002 Using Native Print Printing of Python": (
        ("constants and Tensors in one print (lifted)", "fallback.constants_and_tensors_in_one_print"),
    ),
    "002 Using the raise and assert": (
        ("raise and assert on what is not constant (lifted)", "statements.raise_on_a_run_time_condition statements.assert_on_membership"),
    ),
    "002 Calling Python Built-in Functions": (
        ("dict and type; dict of instances of classes (lifted)", "functions_of_python.dict functions_of_python.type"),
    ),
    "002 Supporting Control Flow in Constant Scenarios": (
        ("if on a constant array", "statements.if_on_an_array"),
    ),
    "002 Instructions for Use": (
        ("only constants fall back (lifted)", "fallback.a_run_time_array_is_returned lang/fallback/visits.a_program_with_visits_is_the_same_in_both_modes"),
        ("items of arrays are assigned (lifted)", "fallback.items_of_arrays_are_assigned"),
        ("arrays are returned (lifted)", "fallback.an_array_is_returned"),
        ("NumPy on constant numbers gives constants that are returned", "rest.results_of_numpy_on_constants"),
        ("mindspore.numpy is made of operators", "rest.numpy_of_the_framework_is_operators"),
        ("Tensor of what mindspore.numpy gives (lifted)", "samples.an_average_of_the_frameworks_numpy_becomes_a_tensor"),
    ),
    "003 Calling the Third-party Libraries": (
        ("NumPy and SciPy: types, methods, results", "fallback.scipy lang/fallback/numpy.special_functions"),
        ("Tensor and array are turned into each other", "fallback.a_run_time_array_goes_on_as_a_tensor fallback.tensors_of_arrays"),
        ("other modules are called", "fallback.modules_of_the_library"),
        ("items of arrays are assigned (lifted)", "fallback.items_of_run_time_arrays_are_assigned"),
    ),
    "003 Supporting the Use of Custom Classes": (
        ("instances are made and used in a graph", "fallback.custom_classes_of_known_values fallback.custom_classes_of_tensors"),
        ("instances from outside are used", "fallback.methods_of_outer_objects_take_tensors"),
        ("their attributes change in place", "networks.attributes_of_global_objects_are_set networks.tensors_are_set_on_global_objects"),
        ("what a class has not is an AttributeError", "fallback.a_missing_attribute_is_an_error"),
    ),
    "003 Basic Operators Support More Data Types": (
        ("+ - * / // % ** on arrays", "operators.arithmetic_of_arrays operators.operators_of_run_time_arrays operators.a_tensor_and_a_run_time_array"),
        ("<< >> & | ^ on arrays", "operators.bits_of_arrays"),
        ("not == != < > <= >= on arrays", "operators.comparisons_of_arrays operators.the_truth_of_an_array_of_two"),
        ("in, not in and items of arrays", "operators.membership_and_items_of_arrays operators.membership_in_a_number"),
        ("operators of containers, sets and classes", "operators.operators_of_containers operators.operators_of_sets operators.operators_of_a_class operators.operators_that_a_class_has_not"),
        ("what has no such operator raises as in PyNative mode", "operators.a_list_and_a_number_do_not_add operators.lists_do_not_multiply operators.text_and_numbers_are_not_ordered operators.an_item_of_a_number"),
    ),
    "003 Base Type": (
        ("dicts are returned, read and written by key; None", "rest.dictionaries_and_none"),
    ),
    "003 Supporting List Inplace Modification Operations": (
        ("a global list is the object itself", "lists.a_global_list_is_reversed_in_place lists.a_global_list_is_extended_in_place lists.a_global_list_is_popped_in_place"),
        ("a list that is given is copied", "networks.list_and_dict_arguments_are_constants_and_copied"),
    ),
    "003 Supporting the Usage of None": (
        ("a function without return gives None", "tuples_dicts_none.a_function_without_return"),
        ("None is an argument and a result of outer and inner functions", "tuples_dicts_none.none_is_an_argument tuples_dicts_none.none_goes_to_inner_functions tuples_dicts_none.none_is_returned"),
        ("None is the bound of a slice and a key", "samples.none_is_the_bound_of_a_slice tuples_dicts_none.none_in_slices_and_keys"),
    ),
    "003 Built-in Functions Support More Data Types": (
        ("built-in functions take arrays", "functions_of_python.functions_of_run_time_arrays functions_of_python.functions_of_known_arrays"),
    ),
    "003 Supporting Control Flow": (
        ("if, for and while on what falls back", "statements.if_on_a_run_time_array statements.for_over_a_run_time_array statements.while_on_a_visited_value"),
    ),
    "003 Supporting Property Setting and Modification": (
        ("attributes of own classes and of other libraries' objects", "samples.attributes_of_other_libraries_and_cells_are_set"),
        ("attributes of the Cell itself", "networks.attributes_of_the_cell_are_set networks.attributes_are_set_in_branches"),
        ("attributes of Cells and of jit_class objects", "networks.jit_classes samples.attributes_of_other_libraries_and_cells_are_set"),
        ("extend, reverse, insert, pop of a member list", "networks.attributes_of_the_cell_are_set networks.attributes_of_global_objects_are_set"),
    ),
    "003 Supporting Derivation": (
        ("comprehensions hold what falls back", "statements.derivation_with_visits statements.derivation_with_tensors"),
    ),
    "003 Annotation Type": (
        ("Any is float64; an annotation gives the type", "fallback.objects_without_annotation_compute_in_float64 fallback.annotated_objects_have_their_type"),
    ),
    "003 Instructions for Use": (
        ("what falls back is what PyNative does", "lang/fallback/visits.a_program_with_visits_is_the_same_in_both_modes"),
        ("it costs time: explain and a warning say how much", "lang/fallback/insight.explain_lists_visits_with_cost_and_help_the_dearest_first lang/fallback/insight.a_function_that_waits_in_python_is_warned_of_once"),
        ("a graph that needs Python is not exported", "rest.visits_are_not_exported lang/fallback/insight.export_lists_all_visits"),
        ("globals of one name in two files (lifted)", "samples.globals_of_one_name_in_two_files"),
    ),
    "004 Overview": (
        ("arrays and Tensors of them are made in construct", "samples.a_known_array_becomes_a_tensor"),
        ("libraries and print are called in ms_function and construct", "fallback.modules_of_the_library fallback.constants_print_before_tensors_and_once"),
        ("what guards find changed is not assumed further", "rest.gradients_follow_the_control_flow_that_was_taken lang/fallback/around.a_visit_changes_what_was_read"),
    ),
    "004 Notes": (
        ("control flow is that of a graph; rounds known or not", "statements.while_on_a_tensor statements.for_over_everything"),
        ("what is not compiled has breakpoints", "samples.breakpoints_outside_of_what_is_compiled"),
        ("hooks and own gradients in a compiled function (lifted)", "samples.hooks_and_own_gradients_in_a_compiled_function"),
        ("a local of a global's name does not change the global", "rest.a_local_of_the_name_of_a_global_changes_nothing"),
        ("ms_function keeps a member's first value", "networks.a_changed_member_is_honoured_by_jit_and_not_by_ms_function"),
    ),
}  # fmt: skip
