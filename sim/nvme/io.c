/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O commands: who executes which, and the checks before that in the order of NVC-28.
 */
#include "nvme/io.h"

#include <errno.h>

#include "nvme/engine.h"
#include "nvme/namespaces.h"
#include "nvme/pointer.h"

#define NSID_ALL 0xffffffffu

enum {
	BROADCAST = 1 << 0, /* NSID may be that of all */
	RANGE = 1 << 1,	    /* SLBA and NLB */
	PRINFO = 1 << 2,
	NO_PRACT = 1 << 3, /* NVC-38.1 */
	NO_PRCHK = 1 << 4,
	DATA = 1 << 5,	 /* moved by the block: MDTS counts */
	WRITES = 1 << 6, /* the medium is not as before */
	FILLS = 1 << 7,	 /* blocks may have to be allocated */
};

struct io_command {
	u8 opcode;
	u16 oncs; /* bit of it; 0: mandatory */
	unsigned flags;
	u16 (*execute)(struct bp_nvme_io *io);
};

/* NVC-29 */
static const struct io_command commands[] = {
	{ nvme_cmd_flush, 0, BROADCAST, bp_nvme_io_flush },
	{ nvme_cmd_write, 0, RANGE | PRINFO | DATA | WRITES | FILLS, bp_nvme_io_write },
	{ nvme_cmd_read, 0, RANGE | PRINFO | DATA, bp_nvme_io_read },
	{ nvme_cmd_write_uncor, 1 << 1, RANGE | WRITES | FILLS, bp_nvme_io_uncorrectable },
	{ nvme_cmd_compare, 1 << 0, RANGE | PRINFO | NO_PRACT | DATA, bp_nvme_io_compare },
	{ nvme_cmd_write_zeroes, 1 << 3, RANGE | PRINFO | NO_PRCHK | WRITES | FILLS,
	  bp_nvme_io_write_zeroes },
	{ nvme_cmd_dsm, 1 << 2, WRITES, bp_nvme_io_dsm },
	{ nvme_cmd_verify, 1 << 7, RANGE | PRINFO | NO_PRACT, bp_nvme_io_verify },
};

static const struct io_command *find_command(const struct bp_nvme_run *run)
{
	for (unsigned i = 0; i < bp_array_size(commands); i++) {
		const struct io_command *command = &commands[i];

		if (command->opcode != run->cmd.common.opcode)
			continue;
		if (command->oncs && !(run->ctrl->config.oncs & command->oncs))
			return NULL;
		return command;
	}
	return NULL;
}

static u16 check_namespace(const struct io_command *command, struct bp_nvme_io *io)
{
	const u32 nsid = le32_to_cpu(io->run->cmd.common.nsid);

	if (nsid == NSID_ALL && command->flags & BROADCAST)
		return NVME_SC_SUCCESS;
	if (!nsid || nsid > io->run->ctrl->config.nr_namespaces)
		return bp_nvme_dnr(NVME_SC_INVALID_NS);
	io->ns = bp_nvme_namespace(io->run->ctrl, nsid);
	if (!bp_nvme_namespace_active(io->ns))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	return NVME_SC_SUCCESS;
}

/* No command is fused with another (FUSES 0). */
static u16 check_fuse(const struct io_command *command, struct bp_nvme_io *io)
{
	(void)command;
	return io->run->cmd.common.flags & 3 ? bp_nvme_dnr(NVME_SC_INVALID_FIELD) : 0;
}

static u16 check_protection(const struct io_command *command, struct bp_nvme_io *io)
{
	u16 never = 0;

	if (!(command->flags & PRINFO))
		return NVME_SC_SUCCESS;
	io->pi = bp_protection_of(io->ns, &io->run->cmd.rw);
	if (command->flags & NO_PRACT)
		never |= NVME_RW_PRINFO_PRACT;
	if (command->flags & NO_PRCHK)
		never |= NVME_RW_PRINFO_PRCHK_GUARD | NVME_RW_PRINFO_PRCHK_APP |
			 NVME_RW_PRINFO_PRCHK_REF;
	if (io->pi.prinfo & never)
		return bp_nvme_dnr(NVME_SC_INVALID_PI);
	return bp_protection_allowed(io->ns, &io->pi, io->slba);
}

static u16 check_size(const struct io_command *command, struct bp_nvme_io *io)
{
	if (!(command->flags & DATA))
		return NVME_SC_SUCCESS;
	return bp_nvme_mdts_check(io->run, (u64)io->blocks * bp_nvme_io_host_bytes(io));
}

static u16 check_range(const struct io_command *command, struct bp_nvme_io *io)
{
	if (!(command->flags & RANGE))
		return NVME_SC_SUCCESS;
	if (io->slba >= io->ns->blocks || io->blocks > io->ns->blocks - io->slba)
		return bp_nvme_dnr(NVME_SC_LBA_RANGE);
	return NVME_SC_SUCCESS;
}

/* NVC-30 */
static u16 check_writable(const struct io_command *command, struct bp_nvme_io *io)
{
	if (!(command->flags & WRITES))
		return NVME_SC_SUCCESS;
	if (io->ns->protect == BP_NVME_WRITE_PROTECTED)
		return bp_nvme_dnr(NVME_SC_NS_WRITE_PROTECTED);
	if (io->ns->protect == BP_NVME_READ_ONLY ||
	    bp_nvme_fault(io->run->ctrl, BP_NVME_FAULT_READ_ONLY, io->run))
		return bp_nvme_dnr(NVME_SC_READ_ONLY);
	return NVME_SC_SUCCESS;
}

/* NVC-29: only thin provisioning promises more than there is. */
static u16 check_capacity(const struct io_command *command, struct bp_nvme_io *io)
{
	const struct bp_nvme_namespace *ns = io->ns;

	if (!(command->flags & FILLS) || !bp_nvme_namespace_thin(ns))
		return NVME_SC_SUCCESS;
	if (bp_medium_used(ns->medium) + bp_medium_unused(ns->medium, io->slba, io->blocks) >
	    ns->capacity)
		return bp_nvme_dnr(NVME_SC_CAP_EXCEEDED);
	return NVME_SC_SUCCESS;
}

static u16 (*const checks[])(const struct io_command *command, struct bp_nvme_io *io) = {
	check_namespace, check_fuse,	 check_protection, check_size,
	check_range,	 check_writable, check_capacity,
};

static bool is_media_error(u16 status)
{
	return (status >> 8 & 7) == 2 && (status & BP_NVME_SC_MASK) != NVME_SC_COMPARE_FAILED;
}

void bp_nvme_io_execute(struct bp_nvme_run *run)
{
	const struct io_command *command = find_command(run);
	struct bp_nvme_io io = {
		.run = run,
		.slba = le64_to_cpu(run->cmd.rw.slba),
		.blocks = le16_to_cpu(run->cmd.rw.length) + 1u,
	};

	run->status = command ? NVME_SC_SUCCESS : bp_nvme_dnr(NVME_SC_INVALID_OPCODE);
	for (unsigned i = 0; i < bp_array_size(checks) && !run->status; i++)
		run->status = checks[i](command, &io);
	if (!run->status)
		run->status = command->execute(&io);
	if (is_media_error(run->status) && io.ns)
		io.ns->counters.media_errors++;
	bp_nvme_io_window_close(&io);
	bp_nvme_pieces_fini(&io.data);
	bp_nvme_pieces_fini(&io.meta);
}

u16 bp_nvme_io_status(int ret, u16 failed)
{
	return ret == -ENOMEM ? NVME_SC_INTERNAL : ret ? failed : NVME_SC_SUCCESS;
}

u16 bp_nvme_io_media(const struct bp_nvme_io *io, u16 usual)
{
	const struct bp_nvme_fault *fault =
		bp_nvme_fault(io->run->ctrl, BP_NVME_FAULT_MEDIA, io->run);
	const u16 named = fault ? (u16)bp_nvme_fault_value(fault) : 0;

	return fault && !named ? usual : named;
}
