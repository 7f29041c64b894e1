/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACS at a port, row by row (P2P-A5).
 */
#include "bp_test.h"

#include "fabric.h"

#define SV PCI_ACS_SV
#define TB PCI_ACS_TB
#define RR PCI_ACS_RR
#define CR PCI_ACS_CR
#define UF PCI_ACS_UF
#define EC PCI_ACS_EC
#define DT PCI_ACS_DT

/* a and b below a switch, f and g functions of one device. */
static const char tree[] = "RP - U - { D.0 - a , D.0 - b , D - { f.0@0.0 , g@0.3 } , D - c }";

static const struct {
	const char *what;
	u16 ctrl;
	enum bp_address_type type;
	bool vector, foreign;
	enum bp_turn turn;
} rows[] = {
	{ "A5.1", SV | DT, BP_TRANSLATED, false, true, BP_AT_SOURCE },
	{ "A5.1 own bus", SV, BP_UNTRANSLATED, false, false, BP_AT_DIRECT },
	{ "A5.1 before A5.2", SV | TB, BP_TRANSLATED, false, true, BP_AT_SOURCE },
	{ "A5.1 clear", 0, BP_UNTRANSLATED, false, true, BP_AT_DIRECT },
	{ "A5.2 translated", TB | DT, BP_TRANSLATED, false, false, BP_AT_TRANSLATED },
	{ "A5.2 request", TB, BP_TRANSLATION_REQUEST, false, false, BP_AT_TRANSLATED },
	{ "A5.2 untranslated", TB, BP_UNTRANSLATED, false, false, BP_AT_DIRECT },
	{ "A5.3", DT | RR | EC, BP_TRANSLATED, true, false, BP_AT_DIRECT_TRANSLATED },
	{ "A5.3 untranslated", DT | RR, BP_UNTRANSLATED, false, false, BP_AT_REDIRECT },
	{ "A5.3 request", DT | RR, BP_TRANSLATION_REQUEST, false, false, BP_AT_REDIRECT },
	{ "A5.4 RR", EC | RR, BP_UNTRANSLATED, true, false, BP_AT_EGRESS_REDIRECT },
	{ "A5.4", EC, BP_UNTRANSLATED, true, false, BP_AT_EGRESS_BLOCK },
	{ "A5.5", EC, BP_UNTRANSLATED, false, false, BP_AT_EGRESS_OPEN },
	{ "A5.5 RR", EC | RR, BP_UNTRANSLATED, false, false, BP_AT_EGRESS_OPEN },
	{ "A5.6", RR | CR | UF, BP_TRANSLATED, true, false, BP_AT_REDIRECT },
	{ "A5.7", CR | UF, BP_UNTRANSLATED, true, false, BP_AT_DIRECT },
};

static void bp_acs_request__each_row__first_that_applies(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, tree, 0, 0);
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		struct pci_dev *port = t_fabric_port(&f, 'a'), *peer = t_fabric_port(&f, 'b');
		struct bp_acs_question question = {
			.ingress = port,
			.egress = peer,
			.requester_bus = rows[i].foreign ? 0 : port->subordinate->number,
			.type = rows[i].type,
		};

		t_fabric_acs(port, rows[i].ctrl);
		t_fabric_vector(port, rows[i].vector ? 1u << PCI_SLOT(peer->devfn) : 0);
		if (bp_acs_request(&question) != rows[i].turn)
			fail_msg("%s: %s", rows[i].what, bp_turn_rule(bp_acs_request(&question)));
	}
	t_fabric_fini(&f);
}

static void bp_acs_request__function__no_source_validation_and_own_vector(void **state)
{
	struct t_fabric f;
	struct bp_acs_question question;

	(void)state;
	t_fabric_init(&f, tree, 0, 0);
	question = (struct bp_acs_question){ .ingress = t_fabric_dev(&f, 'f'),
					     .egress = t_fabric_dev(&f, 'g') };
	t_fabric_acs(t_fabric_dev(&f, 'f'), SV | EC);
	assert_int_equal(bp_acs_request(&question), BP_AT_EGRESS_OPEN);
	t_fabric_vector(t_fabric_dev(&f, 'f'), 1u << 3);
	assert_int_equal(bp_acs_request(&question), BP_AT_EGRESS_BLOCK);
	t_fabric_fini(&f);
}

static void bp_acs_request__no_capability__direct(void **state)
{
	struct t_fabric f;
	struct bp_acs_question question;

	(void)state;
	t_fabric_init(&f, tree, 0, 0);
	question = (struct bp_acs_question){ .ingress = t_fabric_port(&f, 'c'),
					     .egress = t_fabric_port(&f, 'a') };
	assert_int_equal(bp_acs_request(&question), BP_AT_NO_ACS);
	assert_int_equal(bp_acs_control(question.ingress), 0);
	t_fabric_fini(&f);
}

static void bp_acs_completion__redirect_and_ordering__as_row_8(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;

	(void)state;
	t_fabric_init(&f, tree, 0, 0);
	port = t_fabric_port(&f, 'a');
	t_fabric_acs(port, RR | EC | UF);
	assert_int_equal(bp_acs_completion(port, false), BP_AT_CPL_DIRECT);
	t_fabric_acs(port, CR);
	assert_int_equal(bp_acs_completion(port, false), BP_AT_CPL_REDIRECT);
	assert_int_equal(bp_acs_completion(port, true), BP_AT_CPL_DIRECT);
	t_fabric_fini(&f);
}

static void bp_acs_own__upstream_forwarding__as_row_9(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;

	(void)state;
	t_fabric_init(&f, tree, 0, 0);
	port = t_fabric_port(&f, 'a');
	t_fabric_acs(port, RR | CR | EC | SV);
	assert_int_equal(bp_acs_own(port), BP_AT_NOT_FORWARDED);
	t_fabric_acs(port, UF | SV);
	assert_int_equal(bp_acs_own(port), BP_AT_FORWARDED);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_acs_request__each_row__first_that_applies),
		cmocka_unit_test(bp_acs_request__function__no_source_validation_and_own_vector),
		cmocka_unit_test(bp_acs_request__no_capability__direct),
		cmocka_unit_test(bp_acs_completion__redirect_and_ordering__as_row_8),
		cmocka_unit_test(bp_acs_own__upstream_forwarding__as_row_9),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
