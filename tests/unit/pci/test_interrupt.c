/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of a function and their handlers (NVH-39, NVC-13, NVC-35).
 */
#include <errno.h>

#include <blkpath/interrupt.h>

#include "bp_test.h"
#include "pci.h"

struct machine {
	struct t_pci pci;
	struct pci_dev *dev;
	bool fails;
};

/* A driver that counts. */
struct counter {
	unsigned calls;
	int irq;
};

static irqreturn_t count(int irq, void *data)
{
	struct counter *counter = data;

	counter->calls++;
	counter->irq = irq;
	return IRQ_HANDLED;
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	const struct machine *m = arg;

	(void)bytes;
	return m->fails && kind == BP_ALLOC_IRQ;
}

static int set_up(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	static struct machine m;

	m = (struct machine){ 0 };
	t_pci_init(&m.pci, "HB ; a");
	m.dev = t_pci_named(&m.pci, 'a');
	m.dev->bp_msix_vectors = 4;
	m.dev->dev.bp_env->alloc_ops = &ops;
	m.dev->dev.bp_env->alloc_arg = &m;
	*state = &m;
	return 0;
}

static int tear_down(void **state)
{
	struct machine *m = *state;

	pci_free_irq_vectors(m->dev);
	assert_int_equal(m->dev->dev.bp_env->live[BP_ALLOC_IRQ], 0);
	t_pci_fini(&m->pci);
	return 0;
}

static int take(struct machine *m, unsigned min, unsigned max, unsigned flags)
{
	const int nr = pci_alloc_irq_vectors(m->dev, min, max, flags);

	pci_free_irq_vectors(m->dev);
	return nr;
}

static void pci_alloc_irq_vectors__wanted_and_offered__the_fewer(void **state)
{
	struct machine *m = *state;

	assert_int_equal(take(m, 1, 3, PCI_IRQ_ALL_TYPES), 3);
	assert_int_equal(take(m, 1, 9, PCI_IRQ_ALL_TYPES), 4);
	assert_int_equal(take(m, 1, 9, PCI_IRQ_LEGACY), 1);
	assert_int_equal(take(m, 5, 9, PCI_IRQ_ALL_TYPES), -ENOSPC);
	m->dev->bp_msix_vectors = 0;
	assert_int_equal(take(m, 1, 9, PCI_IRQ_ALL_TYPES), 1);
	assert_int_equal(take(m, 1, 9, PCI_IRQ_MSIX), -ENOSPC);
}

static void pci_alloc_irq_vectors__twice_or_no_memory__refused(void **state)
{
	struct machine *m = *state;

	m->fails = true;
	assert_int_equal(pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES), -ENOMEM);
	m->fails = false;
	assert_int_equal(pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES), 2);
	assert_int_equal(pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES), -EINVAL);
	assert_int_equal(m->dev->bp_nr_irqs, 2);
}

/* NVC-35: deferred; what comes before it runs is one call */
static void bp_pci_interrupt__several_messages__one_deferred_call(void **state)
{
	struct counter counter = { 0 };
	struct machine *m = *state;
	struct bp_env *env = m->dev->dev.bp_env;

	pci_alloc_irq_vectors(m->dev, 1, 4, PCI_IRQ_ALL_TYPES);
	assert_int_equal(pci_request_irq(m->dev, 2, count, &counter), 0);
	bp_pci_interrupt(m->dev, 2);
	bp_pci_interrupt(m->dev, 2);
	assert_int_equal(counter.calls, 0);
	bp_work_run(env);
	assert_int_equal(counter.calls, 1);
	assert_int_equal(counter.irq, 2);
	bp_pci_interrupt(m->dev, 2);
	bp_work_run(env);
	assert_int_equal(counter.calls, 2);
	pci_free_irq(m->dev, 2, &counter);
}

static void bp_pci_interrupt__nobody_handles_it__a_log_line(void **state)
{
	struct machine *m = *state;
	struct bp_env *env = m->dev->dev.bp_env;

	bp_pci_interrupt(m->dev, 0);
	pci_alloc_irq_vectors(m->dev, 1, 4, PCI_IRQ_ALL_TYPES);
	bp_pci_interrupt(m->dev, 0);
	bp_pci_interrupt(m->dev, 4);
	assert_hits(env, BP_SITE_PCI_IRQ_NOBODY, 3);
	assert_int_equal(bp_work_run(env), 0);
}

static void pci_request_irq__not_there_or_no_memory__refused(void **state)
{
	struct counter counter = { 0 };
	struct machine *m = *state;

	pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES);
	assert_int_equal(pci_request_irq(m->dev, 2, count, &counter), -EINVAL);
	m->fails = true;
	assert_int_equal(pci_request_irq(m->dev, 1, count, &counter), -ENOMEM);
	m->fails = false;
	bp_pci_interrupt(m->dev, 1);
	assert_hits(m->dev->dev.bp_env, BP_SITE_PCI_IRQ_NOBODY, 1);
}

static void pci_request_irq__two_share_a_vector__both_are_called(void **state)
{
	struct counter a = { 0 }, b = { 0 };
	struct machine *m = *state;

	pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES);
	assert_int_equal(pci_request_irq(m->dev, 1, count, &a), 0);
	assert_int_equal(pci_request_irq(m->dev, 1, count, &b), 0);
	bp_pci_interrupt(m->dev, 1);
	bp_work_run(m->dev->dev.bp_env);
	pci_free_irq(m->dev, 1, &a);
	bp_pci_interrupt(m->dev, 1);
	bp_work_run(m->dev->dev.bp_env);
	assert_int_equal(a.calls, 1);
	assert_int_equal(b.calls, 2);
	pci_free_irq(m->dev, 1, &b);
}

static void pci_free_irq__a_message_waits__lost(void **state)
{
	struct counter counter = { 0 };
	struct machine *m = *state;

	pci_alloc_irq_vectors(m->dev, 1, 1, PCI_IRQ_ALL_TYPES);
	pci_request_irq(m->dev, 0, count, &counter);
	bp_pci_interrupt(m->dev, 0);
	pci_free_irq(m->dev, 0, &counter);
	bp_work_run(m->dev->dev.bp_env);
	assert_int_equal(counter.calls, 0);
}

static void pci_free_irq__not_the_one_who_asked__a_warning(void **state)
{
	struct counter a = { 0 }, b = { 0 };
	struct machine *m = *state;
	struct bp_env *env = m->dev->dev.bp_env;

	pci_alloc_irq_vectors(m->dev, 1, 1, PCI_IRQ_ALL_TYPES);
	pci_free_irq(m->dev, 0, &a);
	pci_request_irq(m->dev, 0, count, &a);
	pci_free_irq(m->dev, 0, &b);
	assert_hits(env, BP_SITE_PCI_IRQ_FREE, 2);
	bp_pci_interrupt(m->dev, 0);
	bp_work_run(env);
	assert_int_equal(a.calls, 1);
	pci_free_irq(m->dev, 0, &a);
	assert_hits(env, BP_SITE_PCI_IRQ_FREE, 2);
}

static void pci_free_irq_vectors__one_is_handled__a_warning_and_no_more_calls(void **state)
{
	struct counter counter = { 0 };
	struct machine *m = *state;
	struct bp_env *env = m->dev->dev.bp_env;

	pci_alloc_irq_vectors(m->dev, 1, 2, PCI_IRQ_ALL_TYPES);
	pci_request_irq(m->dev, 1, count, &counter);
	bp_pci_interrupt(m->dev, 1);
	pci_free_irq_vectors(m->dev);
	assert_hits(env, BP_SITE_PCI_IRQ_BUSY, 1);
	bp_work_run(env);
	assert_int_equal(counter.calls, 0);
	assert_int_equal(m->dev->bp_nr_irqs, 0);
}

#define in_machine(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in_machine(pci_alloc_irq_vectors__wanted_and_offered__the_fewer),
		in_machine(pci_alloc_irq_vectors__twice_or_no_memory__refused),
		in_machine(bp_pci_interrupt__several_messages__one_deferred_call),
		in_machine(bp_pci_interrupt__nobody_handles_it__a_log_line),
		in_machine(pci_request_irq__not_there_or_no_memory__refused),
		in_machine(pci_request_irq__two_share_a_vector__both_are_called),
		in_machine(pci_free_irq__a_message_waits__lost),
		in_machine(pci_free_irq__not_the_one_who_asked__a_warning),
		in_machine(pci_free_irq_vectors__one_is_handled__a_warning_and_no_more_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
