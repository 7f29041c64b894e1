/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whole transfers, what they move and what becomes of those that fail (P2P-A6.9, P2P-A6.10,
 * P2P-A7).
 */
#include "bp_test.h"

#include <string.h>

#include "fabric.h"

static u8 sent[16384];
static u8 got[16384];

static void start(struct t_fabric *f)
{
	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (u8)(i * 7 + i / 256);
	memset(got, 0, sizeof(got));
	t_fabric_init(f, T_T1, 0, 0);
}

static void bp_fabric_transfer__write_then_read__same_bytes(void **state)
{
	struct t_fabric f;
	struct bp_transferred result;

	(void)state;
	start(&f);
	result = t_fabric_move(&f, 'c', true, t_fabric_bus(&f, 'a') + 0xff3, sent, 9000);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_int_equal(result.target.offset, 0xff3);
	t_fabric_move(&f, 'b', false, t_fabric_bus(&f, 'a') + 0xff3, got, 9000);
	assert_memory_equal(sent, got, 9000);
	t_fabric_move(&f, 'f', true, T_RAM_END - 5000, sent, 5000);
	t_fabric_move(&f, 'e', false, T_RAM_END - 5000, got, 5000);
	assert_memory_equal(sent, got, 5000);
	t_fabric_fini(&f);
}

static void bp_fabric_transfer__nothing__success(void **state)
{
	struct t_fabric f;
	struct bp_transferred result;

	(void)state;
	start(&f);
	result = t_fabric_move(&f, 'a', true, ~0ull, NULL, 0);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_int_equal(result.requests, 0);
	t_fabric_fini(&f);
}

/* The last TLP would end outside the BAR: no byte moves, one TLP is counted (INV-PCI-8). */
static void bp_fabric_transfer__last_tlp_fails__no_byte_moves(void **state)
{
	struct t_fabric f;
	struct bp_transferred result;
	u64 at;

	(void)state;
	start(&f);
	at = t_fabric_bus(&f, 'h') + T_BAR_BYTES - 1000;
	bp_fabric_announce(f.fabric, 1);
	result = t_fabric_move(&f, 'a', true, at, sent, 1001);
	assert_int_equal(result.outcome, BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(result.turn, BP_AT_NO_MATCH);
	assert_int_equal(result.requests, 1);
	t_fabric_move(&f, 'a', false, at, got, 1000);
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(got[i], 0);
	t_fabric_fini(&f);
}

/* The end of NVME0's memory is the start of NVME1's: each TLP would arrive. */
static void bp_fabric_transfer__two_targets__no_byte_moves(void **state)
{
	struct t_fabric f;
	struct bp_transferred result;
	u64 at;

	(void)state;
	start(&f);
	assert_int_equal(t_fabric_bus(&f, 'a') + T_BAR_BYTES, t_fabric_bus(&f, 'b'));
	at = t_fabric_bus(&f, 'b') - 512;
	result = t_fabric_move(&f, 'c', true, at, sent, 1024);
	assert_int_equal(result.outcome, BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(result.turn, BP_AT_TWO_TARGETS);
	assert_int_equal(result.requests, 0);
	assert_int_equal(result.target.kind, BP_TARGET_NONE);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_port(&f, 'c'))->up.wire_bytes, 0);
	t_fabric_move(&f, 'c', false, at, got, 512);
	for (unsigned i = 0; i < 512; i++)
		assert_int_equal(got[i], 0);
	t_fabric_fini(&f);
}

/* A7.6 */
static void bp_fabric_transfer__dropped_write__reported_or_not(void **state)
{
	struct t_fabric f;
	struct bp_transferred result;

	(void)state;
	start(&f);
	bp_fabric_announce(f.fabric, 2);
	result = t_fabric_move(&f, 'a', true, T_RAM_END, sent, 64);
	assert_int_equal(result.seen, BP_OUTCOME_UNSUPPORTED);
	f.fabric->config.posted = BP_POSTED_HARDWARE;
	result = t_fabric_move(&f, 'a', true, T_RAM_END, sent, 64);
	assert_int_equal(result.outcome, BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(result.seen, BP_OUTCOME_SUCCESS);
	result = t_fabric_move(&f, 'a', false, T_RAM_END, got, 64);
	assert_int_equal(result.seen, BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(result.completions, 1);
	assert_int_equal(f.fabric->nr_drops, 3);
	assert_int_equal(f.fabric->drop[1].address, T_RAM_END);
	assert_true(f.fabric->drop[1].is_write);
	assert_null(f.fabric->drop[1].at);
	assert_int_equal(f.fabric->bridge[0].counters.ur_count, 3);
	/* What was never sent the device knows of. */
	pci_write_config_word(t_fabric_dev(&f, 'a'), PCI_COMMAND, PCI_COMMAND_MEMORY);
	result = t_fabric_move(&f, 'a', true, T_RAM_END, sent, 64);
	assert_int_equal(result.seen, BP_OUTCOME_MODEL_ERROR);
	assert_int_equal(f.pci.env.hits[BP_SITE_WRITE_UNREPORTED], 1);
	f.pci.env.hits[BP_SITE_WRITE_UNREPORTED] = 0;
	t_fabric_fini(&f);
}

/* A5.10, A7.3, A7.4 */
static void bp_fabric_transfer__violation_and_fault__recorded(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;

	(void)state;
	start(&f);
	port = t_fabric_port(&f, 'a');
	t_fabric_acs(port, PCI_ACS_EC);
	t_fabric_vector(port, ~0u);
	bp_fabric_announce(f.fabric, 1);
	t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b'), sent, 64);
	assert_int_equal(bp_fabric_node(f.fabric, port)->unc_status, 0x00200000);
	assert_int_equal(bp_function_counters(f.fabric, port)->acs_violation, 1);
	assert_int_equal(bp_function_counters(f.fabric, port)->dropped.bytes[BP_TLP_WRITE], 64);
	f.iommu.on = true;
	t_fabric_move(&f, 'f', false, 0x1000, got, 64);
	assert_int_equal(f.fabric->bridge[0].counters.iommu_faults, 1);
	assert_int_equal(f.fabric->drop[1].fault, BP_IOMMU_NOT_PRESENT);
	assert_ptr_equal(f.fabric->drop[1].requester, t_fabric_dev(&f, 'f'));
	for (unsigned i = 0; i < 300; i++)
		t_fabric_move(&f, 'f', false, 0x1000, got, 64);
	assert_int_equal(f.fabric->nr_drops, 302);
	t_fabric_fini(&f);
}

/* Registers: the last value, and whether the next access is refused. */
struct registers {
	u64 value, offset;
	unsigned bytes, calls;
	bool refuse;
};

static bool register_write(void *context, u64 offset, unsigned bytes, u64 value)
{
	struct registers *r = context;

	r->value = value;
	r->offset = offset;
	r->bytes = bytes;
	r->calls++;
	return !r->refuse;
}

static bool register_read(void *context, u64 offset, unsigned bytes, u64 *value)
{
	struct registers *r = context;

	(void)bytes;
	r->calls++;
	*value = r->value + offset;
	return !r->refuse;
}

static const struct bp_register_ops register_ops = { .read = register_read,
						     .write = register_write };

/* A7.2, A3.1 */
static void bp_fabric_transfer__registers__aligned_or_refused(void **state)
{
	static const u32 doorbell = 0x12345678;
	struct registers r = { 0 };
	struct bp_transferred result;
	struct t_fabric f;
	u32 value;

	(void)state;
	start(&f);
	bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'b'), 0, &register_ops, &r, 0);
	memcpy(sent, &doorbell, 4);
	t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b') + 8, sent, 4);
	assert_int_equal(r.value, doorbell);
	assert_int_equal(r.offset, 8);
	assert_int_equal(r.bytes, 4);
	t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b') + 4, &value, 4);
	assert_int_equal(value, doorbell + 4);
	bp_fabric_announce(f.fabric, 2);
	result = t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b') + 2, sent, 4);
	assert_int_equal(result.turn, BP_AT_NO_REGISTER);
	assert_int_equal(r.calls, 2);
	r.refuse = true;
	result = t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b'), &value, 4);
	assert_int_equal(result.outcome, BP_OUTCOME_ABORTED);
	assert_int_equal(result.completions, 1);
	result = t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b'), sent, 8);
	assert_int_equal(result.outcome, BP_OUTCOME_ABORTED);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'b'))->ca_count, 2);
	t_fabric_fini(&f);
}

static bool register_peer(void *context, const struct pci_dev *requester, bool is_write, u64 offset,
			  unsigned bytes, u64 *value)
{
	struct registers *r = context;

	r->offset = offset;
	r->bytes = bytes;
	r->calls++;
	if (!is_write)
		*value = requester->devfn;
	return !r->refuse;
}

/* NVC-34: others meet another door than the CPU. */
static void bp_fabric_transfer__registers_with_a_door_for_peers__asked_there(void **state)
{
	static const struct bp_register_ops ops = { .write = register_write,
						    .peer = register_peer };
	struct registers r = { 0 };
	struct t_fabric f;
	u32 value = 7;
	u64 phys;

	(void)state;
	start(&f);
	phys = t_fabric_dev(&f, 'b')->resource[0].start;
	bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'b'), 0, &ops, &r, 0);
	bp_fabric_cpu_write(f.fabric, bp_phys_addr(phys + 4), &value, 4);
	assert_int_equal(r.value, 7);
	t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b') + 8, sent, 4);
	assert_int_equal(r.value, 7);
	assert_int_equal(r.offset, 8);
	t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b') + 12, &value, 4);
	assert_int_equal(value, t_fabric_dev(&f, 'a')->devfn);
	assert_int_equal(r.calls, 3);
	r.refuse = true;
	assert_int_equal(t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b'), &value, 4).outcome,
			 BP_OUTCOME_ABORTED);
	t_fabric_fini(&f);
}

/* A3.1 */
static void bp_fabric_cpu_write__registers_of_any_size__up_to_eight_bytes(void **state)
{
	static const struct bp_register_ops ops = { .write = register_write, .any_size = true };
	struct registers r = { 0 };
	struct t_fabric f;
	u64 phys;

	(void)state;
	start(&f);
	phys = t_fabric_dev(&f, 'b')->resource[0].start;
	bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'b'), 0, &ops, &r, 0);
	assert_int_equal(bp_fabric_cpu_write(f.fabric, bp_phys_addr(phys + 3), sent, 3),
			 BP_OUTCOME_SUCCESS);
	assert_int_equal(r.offset, 3);
	assert_int_equal(r.bytes, 3);
	bp_fabric_announce(f.fabric, 1);
	assert_int_equal(bp_fabric_cpu_write(f.fabric, bp_phys_addr(phys), sent, 9),
			 BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(r.calls, 1);
	t_fabric_fini(&f);
}

/* A7.7 */
static void bp_fabric_transfer__elsewhere_than_meant__checker_sees(void **state)
{
	struct bp_target meant = { .kind = BP_TARGET_BAR, .offset = 0x40 };
	struct bp_transfer transfer = { .is_write = true, .bytes = 300, .data = sent };
	struct bp_transferred result;
	struct t_fabric f;

	(void)state;
	start(&f);
	meant.dev = t_fabric_dev(&f, 'b');
	transfer.requester = t_fabric_dev(&f, 'a');
	transfer.intent = &meant;
	transfer.address = t_fabric_bus(&f, 'b') + 0x40;
	assert_int_equal(bp_fabric_transfer(f.fabric, &transfer, &result), 0);
	assert_false(result.misdelivered);
	transfer.address = T_RAM_FAR;
	assert_int_equal(bp_fabric_transfer(f.fabric, &transfer, &result), 0);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_true(result.misdelivered);
	assert_int_equal(f.fabric->misdelivered, 1);
	assert_int_equal(f.pci.env.hits[BP_SITE_MISDELIVERED], 1);
	f.pci.env.hits[BP_SITE_MISDELIVERED] = 0;
	t_fabric_fini(&f);
}

/* A6.9: counted on the links, and what nobody answers reads as ones (A7.1). */
static void bp_fabric_cpu_read__bar__through_the_host_bridge(void **state)
{
	const struct bp_function_counters *link;
	struct t_fabric f;
	u64 phys;
	u32 value = 0;

	(void)state;
	start(&f);
	phys = t_fabric_dev(&f, 'a')->resource[0].start;
	assert_int_equal(bp_fabric_cpu_write(f.fabric, bp_phys_addr(phys + 60), sent, 100),
			 BP_OUTCOME_SUCCESS);
	assert_int_equal(bp_fabric_cpu_read(f.fabric, bp_phys_addr(phys + 60), got, 100),
			 BP_OUTCOME_SUCCESS);
	assert_memory_equal(sent, got, 100);
	link = bp_function_counters(f.fabric, t_fabric_root_port(&f, 'a'));
	assert_int_equal(link->down.flow.tlps[BP_TLP_WRITE], 3);
	assert_int_equal(link->down.flow.bytes[BP_TLP_WRITE], 100);
	assert_int_equal(link->up.flow.bytes[BP_TLP_COMPLETION], 100);
	assert_int_equal(f.fabric->bridge[0].counters.cpu_wr_bytes, 100);
	assert_int_equal(f.fabric->bridge[0].counters.cpu_rd_bytes, 100);
	assert_int_equal(bp_fabric_cpu_read(f.fabric, bp_phys_addr(T_WINDOW), &value, 4),
			 BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(value, 0xffffffff);
	bp_fabric_announce(f.fabric, 1);
	assert_int_equal(bp_fabric_cpu_write(f.fabric, bp_phys_addr(0), &value, 4),
			 BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(f.fabric->nr_drops, 2);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_fabric_transfer__write_then_read__same_bytes),
		cmocka_unit_test(bp_fabric_transfer__nothing__success),
		cmocka_unit_test(bp_fabric_transfer__last_tlp_fails__no_byte_moves),
		cmocka_unit_test(bp_fabric_transfer__two_targets__no_byte_moves),
		cmocka_unit_test(bp_fabric_transfer__dropped_write__reported_or_not),
		cmocka_unit_test(bp_fabric_transfer__violation_and_fault__recorded),
		cmocka_unit_test(bp_fabric_transfer__registers__aligned_or_refused),
		cmocka_unit_test(bp_fabric_transfer__registers_with_a_door_for_peers__asked_there),
		cmocka_unit_test(bp_fabric_cpu_write__registers_of_any_size__up_to_eight_bytes),
		cmocka_unit_test(bp_fabric_transfer__elsewhere_than_meant__checker_sees),
		cmocka_unit_test(bp_fabric_cpu_read__bar__through_the_host_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
