/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every flow counts, by name (rdma-nvmet.md E0).
 */
#ifndef SIM_WORLD_FLOW_COUNTS_H
#define SIM_WORLD_FLOW_COUNTS_H

#include <blkpath/types.h>

/* clang-format off */

/* X(member, "name", "what is counted") */
#define BP_FLOW_COUNTS(X) \
	X(ram_rd_data, "ram_rd.data", "bytes of data that devices read from RAM") \
	X(ram_rd_control, "ram_rd.control", "bytes of commands, lists and responses read from RAM") \
	X(ram_wr_data, "ram_wr.data", "bytes of data that devices wrote to RAM") \
	X(ram_wr_control, "ram_wr.control", "bytes of commands and completions written to RAM") \
	X(hb_up_data, "hb_up.data", "bytes of data over the host bridge, from devices") \
	X(hb_up_control, "hb_up.control", "bytes of commands and completions, from devices") \
	X(hb_down_data, "hb_down.data", "bytes of data over the host bridge, to devices") \
	X(hb_down_control, "hb_down.control", "bytes of commands, lists and responses, to devices") \
	X(cpu, "cpu", "bytes that the CPU read from registers and wrote to them") \
	X(p2p, "p2p", "bytes from device to device below the host bridge") \
	X(dev_internal, "dev_internal", "bytes of the drive with its own memory") \
	X(wire_in, "wire.in", "payload from the far host") \
	X(wire_out, "wire.out", "payload to the far host") \
	X(page_alloc, "page_alloc", "pages of RAM taken for data") \
	X(page_free, "page_free", "pages of RAM given back") \
	X(zdev_pages, "zdev_pages", "page descriptors of peer memory") \
	X(zdev_bytes, "zdev_bytes", "bytes of page descriptors, in whole sections") \
	X(page_ref, "page_ref", "conversions that touch a page descriptor of data") \
	X(sg_entries, "sg_entries", "entries of scatterlists for data, of target and drive") \
	X(sg_bytes, "sg_bytes", "bytes of these scatterlists") \
	X(bio, "bio", "bios of the target") \
	X(bvec_add, "bvec_add", "vectors of pages added to bios") \
	X(dvec_add, "dvec_add", "vectors of bus addresses added to bios") \
	X(request, "request", "commands of the drive") \
	X(dma_map, "dma_map", "mappings of data by adapter and drive") \
	X(dma_map_entries, "dma_map.entries", "entries of them") \
	X(dma_unmap, "dma_unmap", "of these, ended") \
	X(dma_unmap_entries, "dma_unmap.entries", "entries of them") \
	X(p2p_map, "p2p_map", "entries of lists of peer memory that were mapped") \
	X(p2p_alloc, "p2p_alloc", "bytes of peer memory taken") \
	X(p2p_free, "p2p_free", "bytes of peer memory given back") \
	X(p2p_fallback, "p2p_fallback", "commands that used RAM since no peer memory was left") \
	X(wr_write, "wr.write", "WRITEs of the target") \
	X(wr_read, "wr.read", "READs of the target") \
	X(wr_read_inv, "wr.read_with_inv", "READs with invalidate") \
	X(wr_send, "wr.send", "SENDs") \
	X(wr_send_inv, "wr.send_with_inv", "SENDs with invalidate") \
	X(wr_local_inv, "wr.local_inv", "local invalidates") \
	X(wr_reg_mr, "wr.reg_mr", "registrations of memory") \
	X(recv, "recv", "RECVs") \
	X(sge, "sge", "entries of all of them") \
	X(mr_get, "mr_get", "memory regions taken out of the pool") \
	X(mr_put, "mr_put", "memory regions put back") \
	X(credits_taken, "credits_taken", "send credits taken") \
	X(credits_given, "credits_given", "send credits given back")

/* clang-format on */

/**
 * struct bp_flow_counts - of the commands of a workload alone; without queues and bringing up
 */
struct bp_flow_counts {
#define X(member, name, words) u64 member;
	BP_FLOW_COUNTS(X)
#undef X
};

/* One of them: its name, what it counts, where it is in struct bp_flow_counts. */
struct bp_flow_count {
	const char *name;
	const char *words;
	size_t offset;
};

/* Ends with a row without name. */
extern const struct bp_flow_count bp_flow_count_table[];

static inline u64 bp_flow_count_of(const struct bp_flow_counts *counts,
				   const struct bp_flow_count *count)
{
	return *(const u64 *)((const char *)counts + count->offset);
}

#endif
