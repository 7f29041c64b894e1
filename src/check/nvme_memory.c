/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of functions, rings, requests and commands.
 */
#include "nvme.h"

static u64 ring_number(u16 qid, bool is_cq)
{
	return (u64)qid << 1 | is_cq;
}

static u64 command_number(u16 qid, u16 cid)
{
	return (u64)qid << 16 | cid;
}

static void *find_or_make(struct bp_check *check, enum bp_record_kind kind, const void *key,
			  u64 number, size_t bytes)
{
	struct bp_record *record = bp_ck_record_find(check, kind, key, number);

	return record ? record : bp_ck_record_new(check, kind, key, number, bytes);
}

struct bp_ck_nvme_work *bp_ck_nvme_work(struct bp_check *check)
{
	return find_or_make(check, BP_RECORD_NVME_WORK, NULL, 0, sizeof(struct bp_ck_nvme_work));
}

struct bp_ck_nvme_function *bp_ck_nvme_function(struct bp_check *check, const struct pci_dev *pdev)
{
	return find_or_make(check, BP_RECORD_NVME_FUNCTION, pdev, 0,
			    sizeof(struct bp_ck_nvme_function));
}

bool bp_ck_nvme_is_function(const struct bp_check *check, const struct pci_dev *pdev)
{
	return bp_ck_record_find(check, BP_RECORD_NVME_FUNCTION, pdev, 0);
}

struct bp_ck_nvme_ring *bp_ck_nvme_ring(struct bp_check *check, const struct pci_dev *pdev, u16 qid,
					bool is_cq)
{
	return find_or_make(check, BP_RECORD_NVME_RING, pdev, ring_number(qid, is_cq),
			    sizeof(struct bp_ck_nvme_ring));
}

struct bp_ck_nvme_ring *bp_ck_nvme_ring_find(const struct bp_check *check,
					     const struct pci_dev *pdev, u16 qid, bool is_cq)
{
	return (struct bp_ck_nvme_ring *)bp_ck_record_find(check, BP_RECORD_NVME_RING, pdev,
							   ring_number(qid, is_cq));
}

/* A request at a known address with another serial number is another one. */
struct bp_ck_nvme_request *bp_ck_nvme_request_find(const struct bp_check *check,
						   const struct request *rq)
{
	struct bp_ck_nvme_request *r = (struct bp_ck_nvme_request *)bp_ck_record_find(
		check, BP_RECORD_NVME_REQUEST, rq, 0);

	return r && r->serial == rq->bp_serial ? r : NULL;
}

/* The record grows by @runs; what is known of earlier submissions stays. */
struct bp_ck_nvme_request *bp_ck_nvme_request_new(struct bp_check *check, const struct request *rq,
						  unsigned runs)
{
	struct bp_ck_nvme_request *before = bp_ck_nvme_request_find(check, rq);
	struct bp_ck_nvme_request *r = (struct bp_ck_nvme_request *)bp_ck_record_new(
		check, BP_RECORD_NVME_REQUEST, rq, 0, sizeof(*r) + runs * sizeof(*r->runs));

	if (!r)
		return NULL;
	r->serial = rq->bp_serial;
	if (!before)
		return r;
	r->submissions = before->submissions;
	r->is_stored = before->is_stored;
	r->answered = before->answered;
	r->status = before->status;
	bp_ck_record_drop(check, &before->record);
	return r;
}

struct bp_ck_nvme_command *bp_ck_nvme_command_find(const struct bp_check *check,
						   const struct pci_dev *pdev, u16 qid, u16 cid)
{
	return (struct bp_ck_nvme_command *)bp_ck_record_find(check, BP_RECORD_NVME_COMMAND, pdev,
							      command_number(qid, cid));
}

struct bp_ck_nvme_command *bp_ck_nvme_command_new(struct bp_check *check,
						  const struct pci_dev *pdev, u16 qid,
						  const struct nvme_command *command)
{
	const u64 number = command_number(qid, le16_to_cpu(command->common.command_id));
	struct bp_ck_nvme_command *made = (struct bp_ck_nvme_command *)bp_ck_record_new(
		check, BP_RECORD_NVME_COMMAND, pdev, number, sizeof(*made));

	if (made)
		made->command = *command;
	return made;
}

void bp_ck_nvme_command_drop(struct bp_check *check, struct bp_ck_nvme_command *command)
{
	struct bp_ck_nvme_request *r;

	if (!command)
		return;
	r = command->rq ? bp_ck_nvme_request_find(check, command->rq) : NULL;
	if (r && r->command == command)
		r->command = NULL;
	bp_ck_record_drop(check, &command->record);
}

/* Nobody answers requests for events any more.  Of others the driver knows when they end: it may
 * find their answers when the controller has forgotten them. */
void bp_ck_nvme_waiting_drop(struct bp_check *check, const struct pci_dev *pdev)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		struct bp_record *record = LIST_FIRST(&check->records[i]);

		while (record) {
			struct bp_record *next = LIST_NEXT(record, link);
			struct bp_ck_nvme_command *command = (struct bp_ck_nvme_command *)record;

			if (record->kind == BP_RECORD_NVME_COMMAND && record->key == pdev &&
			    !command->rq)
				bp_ck_nvme_command_drop(check, command);
			record = next;
		}
	}
}
