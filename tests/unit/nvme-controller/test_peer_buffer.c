/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller whose data pointers are in the controller memory buffer of another one (NVM-5).
 */
#include "two_controllers.h"

/* One data block of an SGL: it may cross pages. */
static u16 move_block(struct t_nvctrl *t, u8 opcode, u64 slba, u64 address)
{
	struct nvme_command cmd = { .rw = { .opcode = opcode, .flags = NVME_CMD_SGL_METABUF } };

	cmd.rw.nsid = cpu_to_le32(1);
	cmd.rw.slba = cpu_to_le64(slba);
	cmd.rw.dptr.sgl = two_data_block(address, TWO_BLOCK);
	return t_nvctrl_status(t, 1, &cmd);
}

/* NVM-5: RDS and WDS are about the owner's own commands; a peer needs a memory BAR, no more. */
static void read__into_a_peers_buffer__the_flags_are_the_owners(void **state)
{
	static const u32 flags[] = { 0, NVME_CMBSZ_RDS, NVME_CMBSZ_WDS,
				     NVME_CMBSZ_RDS | NVME_CMBSZ_WDS };
	const u16 refused = T_DNR(NVME_SC_CMB_INVALID_USE);

	(void)state;
	for (unsigned i = 0; i < bp_array_size(flags); i++) {
		__le32 seen[TWO_BLOCK / 4];
		struct two t;
		u64 buffer;

		two_start_with(&t, false, 16 << 12 | flags[i]);
		buffer = two_bar(&t.b) + TWO_CMB;
		two_put_word(&t.a, 3, 0x12345678);
		assert_nvme_status(move_block(&t.a, nvme_cmd_read, 3, buffer), NVME_SC_SUCCESS);
		bp_backing_read(
			&bp_fabric_node(t.a.f.fabric, t_fabric_dev(&t.a.f, 'b'))->backing[0],
			TWO_CMB, seen, sizeof(seen));
		for (unsigned word = 0; word < bp_array_size(seen); word++)
			assert_int_equal(le32_to_cpu(seen[word]), 0x12345678);
		assert_nvme_status(move_block(&t.a, nvme_cmd_write, 4, buffer), NVME_SC_SUCCESS);
		assert_nvme_status(move_block(&t.b, nvme_cmd_write, 5, buffer),
				   flags[i] & NVME_CMBSZ_WDS ? NVME_SC_SUCCESS : refused);
		assert_nvme_status(move_block(&t.b, nvme_cmd_read, 6, buffer),
				   flags[i] & NVME_CMBSZ_RDS ? NVME_SC_SUCCESS : refused);
		assert_int_equal(two_counters(&t.b)->peer_refused, 0);
		two_stop(&t);
	}
}

/* NVM-5: the whole range must be in the BAR, by the address that it has on the bus. */
static void read__half_in_a_peers_bar__nothing_moves(void **state)
{
	const u32 cmbsz = (T_BAR_BYTES - TWO_CMB) / 4096 << 12 | NVME_CMBSZ_RDS | NVME_CMBSZ_WDS;
	struct two t;
	u64 end;
	u32 seen = 1;

	(void)state;
	two_start_with(&t, false, cmbsz);
	end = two_bar(&t.b) + T_BAR_BYTES;
	two_put_word(&t.a, 3, 0x12345678);
	bp_fabric_announce(t.a.f.fabric, 1);
	assert_nvme_status(move_block(&t.a, nvme_cmd_read, 3, end - TWO_BLOCK + 4),
			   NVME_SC_DATA_XFER_ERROR);
	bp_backing_read(&bp_fabric_node(t.a.f.fabric, t_fabric_dev(&t.a.f, 'b'))->backing[0],
			T_BAR_BYTES - TWO_BLOCK + 4, &seen, sizeof(seen));
	assert_int_equal(seen, 0);
	assert_nvme_status(move_block(&t.a, nvme_cmd_read, 3, end - TWO_BLOCK), NVME_SC_SUCCESS);
	two_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(read__into_a_peers_buffer__the_flags_are_the_owners),
		cmocka_unit_test(read__half_in_a_peers_bar__nothing_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
