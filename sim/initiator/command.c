/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "initiator/command.h"

u64 bp_initiator_bytes(const struct bp_initiator_command *command)
{
	u64 bytes = 0;

	for (unsigned i = 0; i < command->nr_segments; i++)
		bytes += command->segments[i].bytes;
	return bytes;
}

/* R-D1: counts of blocks begin with 0. */
static __le16 zeroes_based(u32 blocks)
{
	return cpu_to_le16((u16)(blocks - 1));
}

union nvmf_command bp_initiator_rw(u8 opcode, u32 nsid, u64 slba, u32 blocks)
{
	return (union nvmf_command){ .rw = { .opcode = opcode,
					     .nsid = cpu_to_le32(nsid),
					     .slba = cpu_to_le64(slba),
					     .length = zeroes_based(blocks) } };
}

union nvmf_command bp_initiator_flush(u32 nsid)
{
	return (union nvmf_command){ .common = { .opcode = nvme_cmd_flush,
						 .nsid = cpu_to_le32(nsid) } };
}

union nvmf_command bp_initiator_write_zeroes(u32 nsid, u64 slba, u32 blocks)
{
	return bp_initiator_rw(nvme_cmd_write_zeroes, nsid, slba, blocks);
}

union nvmf_command bp_initiator_dsm(u32 nsid, u32 ranges, u32 attributes)
{
	return (union nvmf_command){ .dsm = { .opcode = nvme_cmd_dsm,
					      .nsid = cpu_to_le32(nsid),
					      .nr = cpu_to_le32(ranges - 1),
					      .attributes = cpu_to_le32(attributes) } };
}

union nvmf_command bp_initiator_property_set(u32 offset, u32 value)
{
	return (union nvmf_command){ .prop_set = { .opcode = nvme_fabrics_command,
						   .fctype = nvme_fabrics_type_property_set,
						   .offset = cpu_to_le32(offset),
						   .value = cpu_to_le64(value) } };
}

union nvmf_command bp_initiator_property_get(u32 offset, bool is_64)
{
	return (union nvmf_command){ .prop_get = { .opcode = nvme_fabrics_command,
						   .fctype = nvme_fabrics_type_property_get,
						   .attrib = is_64,
						   .offset = cpu_to_le32(offset) } };
}
