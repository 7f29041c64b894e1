/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things are in what both sides share (nvme.md 1, 4, 7, 8): a field in another place would be
 * in that place for the driver, the controller and the checker alike.
 */
#include <stddef.h>

#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_log.h>

#include "nvme_test.h"

struct fact {
	const char *name;
	u64 is;
	u64 should_be;
};

static void assert_facts(const struct fact *facts, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (facts[i].is != facts[i].should_be)
			fail_msg("%s: 0x%llx instead of 0x%llx", facts[i].name,
				 (unsigned long long)facts[i].is,
				 (unsigned long long)facts[i].should_be);
}

#define AT(type, member, place)                                                                    \
	{                                                                                          \
#type "." #member, offsetof(struct type, member), place                            \
	}

/* clang-format off */
static const struct fact places[] = {
	AT(nvme_common_command, opcode, 0), AT(nvme_common_command, flags, 1),
	AT(nvme_common_command, command_id, 2), AT(nvme_common_command, nsid, 4),
	AT(nvme_common_command, cdw2, 8), AT(nvme_common_command, metadata, 16),
	AT(nvme_common_command, dptr, 24), AT(nvme_common_command, cdw10, 40),
	AT(nvme_common_command, cdw11, 44), AT(nvme_common_command, cdw12, 48),
	AT(nvme_common_command, cdw13, 52), AT(nvme_common_command, cdw14, 56),
	AT(nvme_common_command, cdw15, 60),
	AT(nvme_rw_command, opcode, 0), AT(nvme_rw_command, flags, 1),
	AT(nvme_rw_command, command_id, 2), AT(nvme_rw_command, nsid, 4),
	AT(nvme_rw_command, metadata, 16), AT(nvme_rw_command, dptr, 24),
	AT(nvme_rw_command, slba, 40), AT(nvme_rw_command, length, 48),
	AT(nvme_rw_command, control, 50), AT(nvme_rw_command, dsmgmt, 52),
	AT(nvme_rw_command, reftag, 56), AT(nvme_rw_command, apptag, 60),
	AT(nvme_rw_command, appmask, 62),
	AT(nvme_create_cq, opcode, 0), AT(nvme_create_cq, command_id, 2),
	AT(nvme_create_cq, prp1, 24), AT(nvme_create_cq, cqid, 40),
	AT(nvme_create_cq, qsize, 42), AT(nvme_create_cq, cq_flags, 44),
	AT(nvme_create_cq, irq_vector, 46),
	AT(nvme_create_sq, opcode, 0), AT(nvme_create_sq, command_id, 2),
	AT(nvme_create_sq, prp1, 24), AT(nvme_create_sq, sqid, 40),
	AT(nvme_create_sq, qsize, 42), AT(nvme_create_sq, sq_flags, 44),
	AT(nvme_create_sq, cqid, 46),
	AT(nvme_delete_queue, opcode, 0), AT(nvme_delete_queue, command_id, 2),
	AT(nvme_delete_queue, qid, 40),
	AT(nvme_dbbuf, opcode, 0), AT(nvme_dbbuf, command_id, 2), AT(nvme_dbbuf, prp1, 24),
	AT(nvme_dbbuf, prp2, 32),
	AT(nvme_abort_cmd, opcode, 0), AT(nvme_abort_cmd, command_id, 2),
	AT(nvme_abort_cmd, sqid, 40), AT(nvme_abort_cmd, cid, 42),
	AT(nvme_completion, result, 0), AT(nvme_completion, sq_head, 8),
	AT(nvme_completion, sq_id, 10), AT(nvme_completion, command_id, 12),
	AT(nvme_completion, status, 14),
	AT(nvme_sgl_desc, addr, 0), AT(nvme_sgl_desc, length, 8), AT(nvme_sgl_desc, type, 15),
	AT(nvme_dsm_range, cattr, 0), AT(nvme_dsm_range, nlb, 4), AT(nvme_dsm_range, slba, 8),
	AT(nvme_id_ctrl, vid, 0), AT(nvme_id_ctrl, ssvid, 2), AT(nvme_id_ctrl, sn, 4),
	AT(nvme_id_ctrl, mn, 24), AT(nvme_id_ctrl, fr, 64), AT(nvme_id_ctrl, rab, 72),
	AT(nvme_id_ctrl, ieee, 73), AT(nvme_id_ctrl, cmic, 76), AT(nvme_id_ctrl, mdts, 77),
	AT(nvme_id_ctrl, cntlid, 78), AT(nvme_id_ctrl, ver, 80), AT(nvme_id_ctrl, rtd3e, 88),
	AT(nvme_id_ctrl, oaes, 92), AT(nvme_id_ctrl, ctratt, 96), AT(nvme_id_ctrl, crdt1, 128),
	AT(nvme_id_ctrl, crdt2, 130), AT(nvme_id_ctrl, crdt3, 132), AT(nvme_id_ctrl, oacs, 256),
	AT(nvme_id_ctrl, acl, 258), AT(nvme_id_ctrl, aerl, 259), AT(nvme_id_ctrl, frmw, 260),
	AT(nvme_id_ctrl, lpa, 261), AT(nvme_id_ctrl, elpe, 262), AT(nvme_id_ctrl, npss, 263),
	AT(nvme_id_ctrl, wctemp, 266), AT(nvme_id_ctrl, cctemp, 268),
	AT(nvme_id_ctrl, sqes, 512), AT(nvme_id_ctrl, cqes, 513), AT(nvme_id_ctrl, maxcmd, 514),
	AT(nvme_id_ctrl, nn, 516), AT(nvme_id_ctrl, oncs, 520), AT(nvme_id_ctrl, fuses, 522),
	AT(nvme_id_ctrl, fna, 524), AT(nvme_id_ctrl, vwc, 525), AT(nvme_id_ctrl, awun, 526),
	AT(nvme_id_ctrl, awupf, 528), AT(nvme_id_ctrl, nwpc, 531), AT(nvme_id_ctrl, acwu, 532),
	AT(nvme_id_ctrl, sgls, 536), AT(nvme_id_ctrl, subnqn, 768),
	AT(nvme_id_ctrl, ioccsz, 1792), AT(nvme_id_ctrl, iorcsz, 1796),
	AT(nvme_id_ctrl, icdoff, 1800), AT(nvme_id_ctrl, msdbd, 1803),
	AT(nvme_id_ctrl, psd, 2048),
	AT(nvme_id_ns, nsze, 0), AT(nvme_id_ns, ncap, 8), AT(nvme_id_ns, nuse, 16),
	AT(nvme_id_ns, nsfeat, 24), AT(nvme_id_ns, nlbaf, 25), AT(nvme_id_ns, flbas, 26),
	AT(nvme_id_ns, mc, 27), AT(nvme_id_ns, dpc, 28), AT(nvme_id_ns, dps, 29),
	AT(nvme_id_ns, nmic, 30), AT(nvme_id_ns, noiob, 46), AT(nvme_id_ns, nvmcap, 48),
	AT(nvme_id_ns, nsattr, 99), AT(nvme_id_ns, nguid, 104), AT(nvme_id_ns, eui64, 120),
	AT(nvme_id_ns, lbaf, 128),
	AT(nvme_lbaf, ms, 0), AT(nvme_lbaf, ds, 2), AT(nvme_lbaf, rp, 3),
	AT(nvme_error_slot, error_count, 0), AT(nvme_error_slot, sqid, 8),
	AT(nvme_error_slot, cmdid, 10), AT(nvme_error_slot, status_field, 12),
	AT(nvme_error_slot, param_error_location, 14), AT(nvme_error_slot, lba, 16),
	AT(nvme_error_slot, nsid, 24),
};

#define IS(name, number) { #name, name, number }

static const struct fact numbers[] = {
	/* registers */
	IS(NVME_REG_CAP, 0), IS(NVME_REG_VS, 8), IS(NVME_REG_INTMS, 0xc),
	IS(NVME_REG_INTMC, 0x10), IS(NVME_REG_CC, 0x14), IS(NVME_REG_CSTS, 0x1c),
	IS(NVME_REG_NSSR, 0x20), IS(NVME_REG_AQA, 0x24), IS(NVME_REG_ASQ, 0x28),
	IS(NVME_REG_ACQ, 0x30), IS(NVME_REG_CMBLOC, 0x38), IS(NVME_REG_CMBSZ, 0x3c),
	IS(NVME_REG_CMBMSC, 0x50), IS(NVME_REG_CMBSTS, 0x58), IS(NVME_REG_DBS, 0x1000),
	/* fields */
	IS(NVME_CAP_MQES(0x1234567890abcdefull), 0xcdef),
	IS(NVME_CAP_TIMEOUT(0x1234567890abcdefull), 0x90),
	IS(NVME_CAP_STRIDE(0x1234567890abcdefull), 8),
	IS(NVME_CAP_NSSRC(0x1234567890abcdefull), 1),
	IS(NVME_CAP_MPSMIN(0x1234567890abcdefull), 4),
	IS(NVME_CAP_MPSMAX(0x1234567890abcdefull), 3), IS(NVME_CC_ENABLE, 1),
	IS(NVME_CC_MPS_SHIFT, 7), IS(NVME_CC_AMS_SHIFT, 0xb), IS(NVME_CC_SHN_NORMAL, 0x4000),
	IS(NVME_CC_SHN_ABRUPT, 0x8000), IS(NVME_CC_SHN_MASK, 0xc000),
	IS(NVME_CC_IOSQES, 0x60000), IS(NVME_CC_IOCQES, 0x400000), IS(NVME_CSTS_RDY, 1),
	IS(NVME_CSTS_CFS, 2), IS(NVME_CSTS_SHST_OCCUR, 4), IS(NVME_CSTS_SHST_CMPLT, 8),
	IS(NVME_CSTS_SHST_MASK, 0xc), IS(NVME_CSTS_NSSRO, 0x10), IS(NVME_CSTS_PP, 0x20),
	IS(NVME_NSSR_MAGIC, 0x4e564d65), IS(NVME_CMBSZ_SQS, 1), IS(NVME_CMBSZ_CQS, 2),
	IS(NVME_CMBSZ_LISTS, 4), IS(NVME_CMBSZ_RDS, 8), IS(NVME_CMBSZ_WDS, 0x10),
	IS(NVME_CMBSZ_SZU(0x12345678u), 6), IS(NVME_CMBSZ_SZ(0x12345678u), 0x12345),
	IS(NVME_CMB_BIR(0x1234567du), 5), IS(NVME_CMB_OFST(0x1234567du), 0x12345),
	/* opcodes */
	IS(nvme_cmd_flush, 0), IS(nvme_cmd_write, 1), IS(nvme_cmd_read, 2),
	IS(nvme_cmd_compare, 5), IS(nvme_cmd_write_zeroes, 8), IS(nvme_cmd_dsm, 9),
	IS(nvme_cmd_verify, 0xc), IS(nvme_admin_delete_sq, 0), IS(nvme_admin_create_sq, 1),
	IS(nvme_admin_get_log_page, 2), IS(nvme_admin_delete_cq, 4), IS(nvme_admin_create_cq, 5),
	IS(nvme_admin_identify, 6), IS(nvme_admin_abort_cmd, 8), IS(nvme_admin_set_features, 9),
	IS(nvme_admin_get_features, 0xa), IS(nvme_admin_async_event, 0xc),
	IS(nvme_admin_dbbuf, 0x7c), IS(nvme_admin_format_nvm, 0x80),
	/* flags of commands */
	IS(NVME_CMD_SGL_METABUF, 0x40), IS(NVME_CMD_SGL_METASEG, 0x80), IS(NVME_RW_LR, 0x8000),
	IS(NVME_RW_FUA, 0x4000), IS(NVME_RW_PRINFO_PRACT, 0x2000),
	IS(NVME_RW_PRINFO_PRCHK_GUARD, 0x1000), IS(NVME_RW_PRINFO_PRCHK_APP, 0x800),
	IS(NVME_RW_PRINFO_PRCHK_REF, 0x400), IS(NVME_RW_DTYPE_STREAMS, 0x10),
	IS(NVME_RW_DSM_SEQ_REQ_PREFETCH, 7), IS(NVME_DSMGMT_AD, 4),
	IS(NVME_DSM_MAX_RANGES, 0x100), IS(NVME_QUEUE_PHYS_CONTIG, 1),
	IS(NVME_CQ_IRQ_ENABLED, 2),
	/* descriptors */
	IS(NVME_SGL_FMT_DATA_DESC, 0), IS(NVME_SGL_FMT_BIT_BUCKET_DESC, 1),
	IS(NVME_SGL_FMT_SEG_DESC, 2), IS(NVME_SGL_FMT_LAST_SEG_DESC, 3),
	IS(NVME_KEY_SGL_FMT_DATA_DESC, 4), IS(NVME_TRANSPORT_SGL_DATA_DESC, 5),
	/* identify and features */
	IS(NVME_ID_CNS_NS, 0), IS(NVME_ID_CNS_CTRL, 1), IS(NVME_ID_CNS_NS_ACTIVE_LIST, 2),
	IS(NVME_CTRL_OACS_DBBUF_SUPP, 0x100), IS(NVME_CTRL_ONCS_COMPARE, 1),
	IS(NVME_CTRL_ONCS_DSM, 4), IS(NVME_CTRL_ONCS_WRITE_ZEROES, 8),
	IS(NVME_CTRL_VWC_PRESENT, 1), IS(NVME_NS_FLBAS_LBA_MASK, 0xf),
	IS(NVME_NS_FLBAS_META_EXT, 0x10), IS(NVME_NS_DPS_PI_MASK, 7),
	IS(NVME_NS_DPS_PI_TYPE1, 1), IS(NVME_NS_DPS_PI_TYPE2, 2), IS(NVME_NS_DPS_PI_TYPE3, 3),
	IS(NVME_FEAT_NUM_QUEUES, 7), IS(NVME_FEAT_ASYNC_EVENT, 0xb), IS(NVME_LOG_ERROR, 1),
	IS(NVME_LOG_SMART, 2), IS(NVME_LOG_FW_SLOT, 3), IS(NVME_LOG_CHANGED_NS, 4),
	/* queues of the driver (nvme.md 1) */
	IS(NVME_AQ_DEPTH, 0x20), IS(NVME_AQ_BLK_MQ_DEPTH, 0x1f), IS(NVME_AQ_MQ_TAG_DEPTH, 0x1e),
	IS(NVME_MAX_KB_SZ, 0x1000), IS(NVME_MAX_SEGS, 0x7f), IS(NVME_SC_CRD, 0x1800),
	IS(NVME_SC_DNR, 0x4000),
};
/* clang-format on */

static void nvme_command__each_member__its_place(void **state)
{
	(void)state;
	assert_facts(places, bp_array_size(places));
}

static void nvme_numbers__each__as_in_the_standard(void **state)
{
	(void)state;
	assert_facts(numbers, bp_array_size(numbers));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_command__each_member__its_place),
		cmocka_unit_test(nvme_numbers__each__as_in_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
