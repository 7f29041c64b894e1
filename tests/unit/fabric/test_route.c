/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a request and the rule at each turn (P2P-A6.1 to P2P-A6.4, P2P-A6.7).
 */
#include "bp_test.h"

#include "fabric.h"

#define RR PCI_ACS_RR
#define UF PCI_ACS_UF
#define EC PCI_ACS_EC

static void run(struct t_fabric *f, char from, u64 address, enum bp_outcome outcome,
		const char *rules)
{
	assert_int_equal(t_fabric_route(f, from, true, address), outcome);
	assert_string_equal(t_fabric_rules(&f->route), rules);
	assert_int_equal(outcome == BP_OUTCOME_SUCCESS, f->route.target.kind != BP_TARGET_NONE);
}

static void start(struct t_fabric *f)
{
	t_fabric_init(f, T_T1, 0, 0);
}

static void bp_route_request__own_memory__internal(void **state)
{
	static const struct bp_register_ops registers;
	struct t_fabric f;
	struct pci_dev *dev;

	(void)state;
	start(&f);
	dev = t_fabric_dev(&f, 'a');
	f.iommu.on = true;
	pci_write_config_word(dev, PCI_COMMAND, PCI_COMMAND_MEMORY);
	run(&f, 'a', t_fabric_bus(&f, 'a'), BP_OUTCOME_SUCCESS, "A6.1");
	assert_int_equal(f.route.target.kind, BP_TARGET_INTERNAL);
	/* Registers are never a target. */
	bp_fabric_registers(f.fabric, dev, 0, &registers, NULL, 0);
	run(&f, 'a', t_fabric_bus(&f, 'a'), BP_OUTCOME_UNSUPPORTED, "A6.1");
	t_fabric_fini(&f);
}

static void bp_route_request__half_of_own_memory__leaves(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	run(&f, 'a', t_fabric_bus(&f, 'a') + T_BAR_BYTES - 32, BP_OUTCOME_UNSUPPORTED, "up A5.9");
	t_fabric_fini(&f);
}

static void bp_route_request__no_bus_master__nothing_sent(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	pci_write_config_word(t_fabric_dev(&f, 'a'), PCI_COMMAND, PCI_COMMAND_MEMORY);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_MODEL_ERROR, "A2.2");
	t_fabric_fini(&f);
}

static void bp_route_request__no_memory_enable__nobody_answers(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	pci_write_config_word(t_fabric_dev(&f, 'b'), PCI_COMMAND, PCI_COMMAND_MASTER);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_UNSUPPORTED, "up A5.7 x down A6.7");
	t_fabric_fini(&f);
}

static void bp_route_request__sibling_function__as_its_acs_says(void **state)
{
	struct t_fabric f;
	struct pci_dev *g;

	(void)state;
	t_fabric_init(
		&f, "RP.1f - U - { D.1d - { g.0@0.0 , h@0.1 } , D - a } ; RP - { i.4@0.0 , j@0.1 }",
		0, 0);
	g = t_fabric_dev(&f, 'g');
	run(&f, 'h', t_fabric_bus(&f, 'g'), BP_OUTCOME_SUCCESS, "A6.2 A6.2 A6.7");
	run(&f, 'g', t_fabric_bus(&f, 'h'), BP_OUTCOME_SUCCESS, "A5.7 A6.2 A6.7");
	t_fabric_acs(g, EC);
	t_fabric_vector(g, 1u << 1);
	run(&f, 'g', t_fabric_bus(&f, 'h'), BP_OUTCOME_ACS_VIOLATION, "A5.4");
	/* Redirected: the port above finds its own window. */
	t_fabric_acs(g, RR);
	run(&f, 'g', t_fabric_bus(&f, 'h'), BP_OUTCOME_SUCCESS,
	    "A5.6 up A5.9 x up A6.4 A6.5.1 A6.6 A6.6 down x down A6.7");
	t_fabric_acs(g->bus->self, RR);
	run(&f, 'g', t_fabric_bus(&f, 'h'), BP_OUTCOME_UNSUPPORTED, "A5.6 up A5.9");
	run(&f, 'i', t_fabric_bus(&f, 'j'), BP_OUTCOME_SUCCESS,
	    "A5.6 up A6.4 A6.5.1 A6.6 A6.6 down A6.7");
	t_fabric_fini(&f);
}

static void bp_route_request__peer_on_the_switch__direct(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	run(&f, 'a', t_fabric_bus(&f, 'b') + 0x40, BP_OUTCOME_SUCCESS, "up A5.7 x down A6.7");
	assert_ptr_equal(f.route.target.dev, t_fabric_dev(&f, 'b'));
	assert_int_equal(f.route.target.offset, 0x40);
	run(&f, 'c', t_fabric_bus(&f, 'e'), BP_OUTCOME_SUCCESS,
	    "up A6.3 x up A5.7 x down x down A6.7");
	t_fabric_fini(&f);
}

/* What a lower switch redirects needs forwarding in each port above. */
static void bp_route_request__redirected__needs_forwarding_above(void **state)
{
	struct t_fabric f;
	struct pci_dev *dsp02;

	(void)state;
	start(&f);
	dsp02 = t_fabric_port(&f, 'c')->bus->self->bus->self;
	t_fabric_acs(t_fabric_port(&f, 'c'), RR);
	run(&f, 'c', t_fabric_bus(&f, 'd'), BP_OUTCOME_UNSUPPORTED, "up A5.6 x up A5.9");
	assert_ptr_equal(f.route.hop[f.route.nr_hops - 1].at, dsp02);
	t_fabric_acs(dsp02, UF);
	run(&f, 'c', t_fabric_bus(&f, 'd'), BP_OUTCOME_SUCCESS,
	    "up A5.6 x up A5.9 x up A6.4 A6.5.1 A6.6 A6.6 down x down x down A6.7");
	t_fabric_fini(&f);
}

static void bp_route_request__below_the_switch_but_nobodys__unsupported(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;

	(void)state;
	start(&f);
	port = t_fabric_port(&f, 'b');
	pci_write_config_word(port, PCI_COMMAND, 0); /* b's port decodes nothing now */
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_UNSUPPORTED, "up A6.3");
	run(&f, 'f', t_fabric_bus(&f, 'b'), BP_OUTCOME_UNSUPPORTED,
	    "up A6.4 A6.5.1 A6.6 down A6.7");
	t_fabric_fini(&f);
}

static void bp_route_request__violation__ends_at_the_port(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;

	(void)state;
	start(&f);
	port = t_fabric_port(&f, 'a');
	t_fabric_acs(port, EC);
	t_fabric_vector(port, 1u << PCI_SLOT(t_fabric_port(&f, 'b')->devfn));
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_ACS_VIOLATION, "up A5.4");
	assert_ptr_equal(f.route.hop[f.route.nr_hops - 1].at, port);
	t_fabric_fini(&f);
}

static void bp_route_request__end_of_bar__refused_as_a_whole(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	run(&f, 'a', t_fabric_bus(&f, 'b') + T_BAR_BYTES - 32, BP_OUTCOME_UNSUPPORTED,
	    "up A5.7 x down A6.7");
	assert_int_equal(bp_route_end(&f.route), BP_AT_CROSSES_END);
	t_fabric_fini(&f);
}

static void bp_route_request__link_down__model_error(void **state)
{
	struct t_fabric f;

	(void)state;
	start(&f);
	bp_fabric_node(f.fabric, t_fabric_port(&f, 'b'))->link_down = true;
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_MODEL_ERROR, "up A5.7 x A7.5");
	run(&f, 'b', t_fabric_bus(&f, 'a'), BP_OUTCOME_MODEL_ERROR, "A7.5");
	t_fabric_fini(&f);
}

static void bp_route_request__conventional_bus__others_listen(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "RP - B - { a , b , B - c } ; RP - d", 0, 0);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "A6.3 A6.7");
	run(&f, 'a', t_fabric_bus(&f, 'c'), BP_OUTCOME_SUCCESS, "A6.3 down A6.7");
	run(&f, 'c', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "up A6.3 A6.7");
	run(&f, 'a', 0x1000, BP_OUTCOME_SUCCESS, "up up A6.4 A6.5.2");
	pci_write_config_word(t_fabric_dev(&f, 'b'), PCI_COMMAND, 0);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_UNSUPPORTED, "A6.3");
	t_fabric_fini(&f);
}

static void bp_route_request__functions_on_the_root_bus__inside(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "a@2.0 ; b@2.1 ; c@3.0 ; RP@4.0 - d", 0, 0);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "A6.2 A6.2 A6.7");
	run(&f, 'a', t_fabric_bus(&f, 'c'), BP_OUTCOME_SUCCESS, "A6.5.1 A6.6 A6.7");
	run(&f, 'a', t_fabric_bus(&f, 'd'), BP_OUTCOME_SUCCESS, "A6.5.1 A6.6 down A6.7");
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_route_request__own_memory__internal),
		cmocka_unit_test(bp_route_request__half_of_own_memory__leaves),
		cmocka_unit_test(bp_route_request__no_bus_master__nothing_sent),
		cmocka_unit_test(bp_route_request__no_memory_enable__nobody_answers),
		cmocka_unit_test(bp_route_request__sibling_function__as_its_acs_says),
		cmocka_unit_test(bp_route_request__peer_on_the_switch__direct),
		cmocka_unit_test(bp_route_request__redirected__needs_forwarding_above),
		cmocka_unit_test(bp_route_request__below_the_switch_but_nobodys__unsupported),
		cmocka_unit_test(bp_route_request__violation__ends_at_the_port),
		cmocka_unit_test(bp_route_request__end_of_bar__refused_as_a_whole),
		cmocka_unit_test(bp_route_request__link_down__model_error),
		cmocka_unit_test(bp_route_request__conventional_bus__others_listen),
		cmocka_unit_test(bp_route_request__functions_on_the_root_bus__inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
