/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where Identify data and log pages have their fields (NVC-26).
 */
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_log.h>

#include "bp_test.h"

struct place {
	const char *name;
	size_t is;
	size_t should_be;
};

/* clang-format off */
#define PLACE(type, member, offset) { #type "." #member, offsetof(struct type, member), offset }
/* clang-format on */

static const struct place places[] = {
	PLACE(nvme_id_ctrl, vid, 0),
	PLACE(nvme_id_ctrl, sn, 4),
	PLACE(nvme_id_ctrl, mn, 24),
	PLACE(nvme_id_ctrl, fr, 64),
	PLACE(nvme_id_ctrl, rab, 72),
	PLACE(nvme_id_ctrl, cmic, 76),
	PLACE(nvme_id_ctrl, mdts, 77),
	PLACE(nvme_id_ctrl, cntlid, 78),
	PLACE(nvme_id_ctrl, ver, 80),
	PLACE(nvme_id_ctrl, rtd3r, 84),
	PLACE(nvme_id_ctrl, rtd3e, 88),
	PLACE(nvme_id_ctrl, oaes, 92),
	PLACE(nvme_id_ctrl, ctratt, 96),
	PLACE(nvme_id_ctrl, crdt1, 128),
	PLACE(nvme_id_ctrl, crdt2, 130),
	PLACE(nvme_id_ctrl, crdt3, 132),
	PLACE(nvme_id_ctrl, oacs, 256),
	PLACE(nvme_id_ctrl, acl, 258),
	PLACE(nvme_id_ctrl, aerl, 259),
	PLACE(nvme_id_ctrl, frmw, 260),
	PLACE(nvme_id_ctrl, lpa, 261),
	PLACE(nvme_id_ctrl, elpe, 262),
	PLACE(nvme_id_ctrl, npss, 263),
	PLACE(nvme_id_ctrl, wctemp, 266),
	PLACE(nvme_id_ctrl, cctemp, 268),
	PLACE(nvme_id_ctrl, kas, 320),
	PLACE(nvme_id_ctrl, sqes, 512),
	PLACE(nvme_id_ctrl, cqes, 513),
	PLACE(nvme_id_ctrl, maxcmd, 514),
	PLACE(nvme_id_ctrl, nn, 516),
	PLACE(nvme_id_ctrl, oncs, 520),
	PLACE(nvme_id_ctrl, fuses, 522),
	PLACE(nvme_id_ctrl, fna, 524),
	PLACE(nvme_id_ctrl, vwc, 525),
	PLACE(nvme_id_ctrl, awun, 526),
	PLACE(nvme_id_ctrl, awupf, 528),
	PLACE(nvme_id_ctrl, acwu, 532),
	PLACE(nvme_id_ctrl, sgls, 536),
	PLACE(nvme_id_ctrl, mnan, 540),
	PLACE(nvme_id_ctrl, subnqn, 768),
	PLACE(nvme_id_ctrl, psd, 2048),
	PLACE(nvme_id_ns, nsze, 0),
	PLACE(nvme_id_ns, ncap, 8),
	PLACE(nvme_id_ns, nuse, 16),
	PLACE(nvme_id_ns, nsfeat, 24),
	PLACE(nvme_id_ns, nlbaf, 25),
	PLACE(nvme_id_ns, flbas, 26),
	PLACE(nvme_id_ns, mc, 27),
	PLACE(nvme_id_ns, dpc, 28),
	PLACE(nvme_id_ns, dps, 29),
	PLACE(nvme_id_ns, nmic, 30),
	PLACE(nvme_id_ns, noiob, 46),
	PLACE(nvme_id_ns, nsattr, 99),
	PLACE(nvme_id_ns, nguid, 104),
	PLACE(nvme_id_ns, eui64, 120),
	PLACE(nvme_id_ns, lbaf, 128),
	PLACE(nvme_lbaf, ms, 0),
	PLACE(nvme_lbaf, ds, 2),
	PLACE(nvme_lbaf, rp, 3),
	PLACE(nvme_error_slot, error_count, 0),
	PLACE(nvme_error_slot, sqid, 8),
	PLACE(nvme_error_slot, cmdid, 10),
	PLACE(nvme_error_slot, status_field, 12),
	PLACE(nvme_error_slot, param_error_location, 14),
	PLACE(nvme_error_slot, lba, 16),
	PLACE(nvme_error_slot, nsid, 24),
	PLACE(nvme_smart_log, data_units_read, 32),
	PLACE(nvme_smart_log, data_units_written, 48),
	PLACE(nvme_smart_log, host_reads, 64),
	PLACE(nvme_smart_log, host_writes, 80),
	PLACE(nvme_smart_log, unsafe_shutdowns, 144),
	PLACE(nvme_smart_log, media_errors, 160),
	PLACE(nvme_smart_log, num_err_log_entries, 176),
};

static void nvme_layout__each_named_field__at_its_offset(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(places); i++)
		if (places[i].is != places[i].should_be)
			fail_msg("%s at %zu instead of %zu", places[i].name, places[i].is,
				 places[i].should_be);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_layout__each_named_field__at_its_offset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
