/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Status of an NVMe command (nvme.md 12): status code type in bits 10:8, status code in 7:0.
 */
#ifndef BLKPATH_NVME_STATUS_H
#define BLKPATH_NVME_STATUS_H

#include <blkpath/status.h>

/* X(NAME, number, words) */
#define BP_NVME_STATUSES(X)                                                                        \
	X(SUCCESS, 0x000, "success")                                                               \
	X(INVALID_OPCODE, 0x001, "invalid opcode")                                                 \
	X(INVALID_FIELD, 0x002, "invalid field")                                                   \
	X(CMDID_CONFLICT, 0x003, "command id conflict")                                            \
	X(DATA_XFER_ERROR, 0x004, "data transfer error")                                           \
	X(POWER_LOSS, 0x005, "aborted by loss of power")                                           \
	X(INTERNAL, 0x006, "internal error")                                                       \
	X(ABORT_REQ, 0x007, "abort requested")                                                     \
	X(ABORT_QUEUE, 0x008, "aborted by deletion of its queue")                                  \
	X(FUSED_FAIL, 0x009, "the other fused command failed")                                     \
	X(FUSED_MISSING, 0x00a, "the other fused command is missing")                              \
	X(INVALID_NS, 0x00b, "invalid namespace or format")                                        \
	X(CMD_SEQ_ERROR, 0x00c, "command sequence error")                                          \
	X(SGL_INVALID_LAST, 0x00d, "invalid SGL segment descriptor")                               \
	X(SGL_INVALID_COUNT, 0x00e, "invalid number of SGL descriptors")                           \
	X(SGL_INVALID_DATA, 0x00f, "invalid length of data SGL")                                   \
	X(SGL_INVALID_METADATA, 0x010, "invalid length of metadata SGL")                           \
	X(SGL_INVALID_TYPE, 0x011, "invalid type of SGL descriptor")                               \
	X(CMB_INVALID_USE, 0x012, "invalid use of controller memory buffer")                       \
	X(PRP_INVALID_OFFSET, 0x013, "invalid PRP offset")                                         \
	X(ATOMIC_WRITE_UNIT, 0x014, "atomic write unit exceeded")                                  \
	X(OP_DENIED, 0x015, "operation denied")                                                    \
	X(SGL_INVALID_OFFSET, 0x016, "invalid SGL offset")                                         \
	X(HOST_ID_FORMAT, 0x018, "inconsistent format of host id")                                 \
	X(KA_TIMEOUT_EXPIRED, 0x019, "keep alive expired")                                         \
	X(KA_TIMEOUT_INVALID, 0x01a, "invalid keep alive timeout")                                 \
	X(PREEMPT_ABORT, 0x01b, "aborted by preempt and abort")                                    \
	X(SANITIZE_FAILED, 0x01c, "sanitize failed")                                               \
	X(SANITIZE_IN_PROGRESS, 0x01d, "sanitize in progress")                                     \
	X(SGL_INVALID_GRANULARITY, 0x01e, "invalid granularity of SGL data block")                 \
	X(QUEUE_IN_CMB, 0x01f, "not supported for a queue in controller memory")                   \
	X(NS_WRITE_PROTECTED, 0x020, "namespace is write protected")                               \
	X(CMD_INTERRUPTED, 0x021, "command interrupted")                                           \
	X(TRANSIENT_TRANSPORT, 0x022, "transient transport error")                                 \
	X(LBA_RANGE, 0x080, "LBA out of range")                                                    \
	X(CAP_EXCEEDED, 0x081, "capacity exceeded")                                                \
	X(NS_NOT_READY, 0x082, "namespace not ready")                                              \
	X(RESERVATION_CONFLICT, 0x083, "reservation conflict")                                     \
	X(FORMAT_IN_PROGRESS, 0x084, "format in progress")                                         \
	X(CQ_INVALID, 0x100, "completion queue invalid")                                           \
	X(QID_INVALID, 0x101, "invalid queue identifier")                                          \
	X(QUEUE_SIZE, 0x102, "invalid queue size")                                                 \
	X(ABORT_LIMIT, 0x103, "abort command limit exceeded")                                      \
	X(ASYNC_LIMIT, 0x105, "asynchronous event request limit exceeded")                         \
	X(FIRMWARE_SLOT, 0x106, "invalid firmware slot")                                           \
	X(FIRMWARE_IMAGE, 0x107, "invalid firmware image")                                         \
	X(INVALID_VECTOR, 0x108, "invalid interrupt vector")                                       \
	X(INVALID_LOG_PAGE, 0x109, "invalid log page")                                             \
	X(INVALID_FORMAT, 0x10a, "invalid format")                                                 \
	X(INVALID_QUEUE, 0x10c, "invalid queue deletion")                                          \
	X(FEATURE_NOT_SAVEABLE, 0x10d, "feature is not saveable")                                  \
	X(FEATURE_NOT_CHANGEABLE, 0x10e, "feature is not changeable")                              \
	X(FEATURE_NOT_PER_NS, 0x10f, "feature is not namespace specific")                          \
	X(OVERLAPPING_RANGE, 0x114, "overlapping range")                                           \
	X(NS_INSUFFICIENT_CAP, 0x115, "insufficient capacity")                                     \
	X(NS_ID_UNAVAILABLE, 0x116, "namespace id unavailable")                                    \
	X(NS_ALREADY_ATTACHED, 0x118, "namespace already attached")                                \
	X(NS_IS_PRIVATE, 0x119, "namespace is private")                                            \
	X(NS_NOT_ATTACHED, 0x11a, "namespace not attached")                                        \
	X(CTRL_LIST_INVALID, 0x11c, "invalid controller list")                                     \
	X(BAD_ATTRIBUTES, 0x180, "conflicting attributes")                                         \
	X(INVALID_PI, 0x181, "invalid protection information")                                     \
	X(READ_ONLY, 0x182, "write to a read-only range")                                          \
	X(ONCS_NOT_SUPPORTED, 0x183, "optional command not supported")                             \
	X(WRITE_FAULT, 0x280, "write fault")                                                       \
	X(READ_ERROR, 0x281, "unrecovered read error")                                             \
	X(GUARD_CHECK, 0x282, "guard check failed")                                                \
	X(APPTAG_CHECK, 0x283, "application tag check failed")                                     \
	X(REFTAG_CHECK, 0x284, "reference tag check failed")                                       \
	X(COMPARE_FAILED, 0x285, "compare failed")                                                 \
	X(ACCESS_DENIED, 0x286, "access denied")                                                   \
	X(UNWRITTEN_BLOCK, 0x287, "unwritten block")                                               \
	X(ANA_PERSISTENT_LOSS, 0x301, "path lost for good")                                        \
	X(ANA_INACCESSIBLE, 0x302, "path inaccessible")                                            \
	X(ANA_TRANSITION, 0x303, "path in transition")                                             \
	X(HOST_PATH_ERROR, 0x370, "host path error")

enum {
#define X(NAME, number, words) NVME_SC_##NAME = number,
	BP_NVME_STATUSES(X)
#undef X
};

#define NVME_SC_CRD 0x1800u
#define NVME_SC_DNR 0x4000u
#define BP_NVME_SC_MASK 0x07ffu

/**
 * nvme_error_status - what the block layer is told
 * @status: status word of a completion without the phase bit
 *
 * Return: the block layer's status; BLK_STS_IOERR for every status without a row.
 *
 * Mirrors: nvme_error_status(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-34
 */
blk_status_t nvme_error_status(u16 status);

/**
 * bp_nvme_status_name - a status in words
 * @status: status word without the phase bit
 *
 * Return: for instance "invalid PRP offset"; "unknown status" without a row.
 */
const char *bp_nvme_status_name(u16 status);

#endif
