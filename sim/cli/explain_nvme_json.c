/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVMe commands and the steps that were taken for them, for programs.
 */
#include "cli/explain.h"
#include "draw/nvme_words.h"
#include "draw/words.h"

static json_t *hex(u64 value)
{
	return json_sprintf("0x%llx", (ull)value);
}

static json_t *bytes(const void *data, unsigned n)
{
	const u8 *byte = data;
	char text[2 * sizeof(struct nvme_command) + 1];

	for (unsigned i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", byte[i]);
	return json_string(text);
}

static json_t *slot(const struct bp_slot *s)
{
	json_t *list = s->list == BP_SLOT_IN_COMMAND ? json_null() : json_integer(s->list);
	json_t *at = s->list == BP_SLOT_IN_COMMAND ? json_null() : hex(s->at);

	return json_pack("{s:o, s:i, s:o, s:o, s:I, s:b, s:i}", "list", list, "index",
			 (int)s->index, "at", at, "value", hex(s->value), "bytes",
			 (json_int_t)s->bytes, "data", s->is_data, "type", s->type);
}

static json_t *slots(const struct bp_nvme_story *story, const struct bp_told_command *command)
{
	const struct bp_slot *first = bp_list_from(&story->slots, command->first_slot);
	json_t *array = json_array();

	for (unsigned i = 0; i < command->nr_slots; i++)
		json_array_append_new(array, slot(&first[i]));
	return array;
}

static json_t *request_of(const struct bp_story *story, u64 serial)
{
	for (unsigned i = story->requests.n; i--;)
		if (story->requests.at[i].serial == serial)
			return json_integer(i);
	return json_null();
}

static json_t *command(const struct bp_explanation *x, const struct bp_told_command *c)
{
	const struct bp_nvme_built *built = &c->built;
	const struct nvme_common_command *common = &built->command.common;
	char words[BP_NVME_WORDS_MAX];

	return json_pack("{s:o, s:i, s:i, s:s, s:i, s:s, s:b, s:i, s:i, s:o, s:o}", "request",
			 request_of(x->story, c->request), "queue", built->qid, "cid",
			 le16_to_cpu(common->command_id), "name",
			 bp_nvme_opcode_words(common->opcode, !built->qid, words), "opcode",
			 common->opcode, "pointer", bp_nvme_choice_words(built->choice),
			 "dma_direct", built->direct, "npages", built->npages, "lists",
			 (int)built->nr_lists, "sqe",
			 bytes(&built->command, sizeof(built->command)), "slots",
			 slots(x->nvme, c));
}

json_t *bp_commands_json(const struct bp_explanation *x)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < x->nvme->commands.n; i++)
		json_array_append_new(array, command(x, &x->nvme->commands.at[i]));
	return array;
}

static json_t *details(const struct bp_told_step *step)
{
	const struct bp_nvme_event *w = &step->what;
	char words[BP_NVME_WORDS_MAX];

	switch (step->id) {
	case BP_EV_NVME_SUBMIT:
		return json_pack("{s:i, s:i, s:i, s:b}", "queue", w->submit.qid, "slot",
				 w->submit.slot, "tail", w->submit.tail, "in_cmb",
				 w->submit.in_cmb);
	case BP_EV_NVME_DOORBELL:
		return json_pack("{s:i, s:b, s:i, s:b, s:b}", "queue", w->doorbell.qid, "cq",
				 w->doorbell.is_cq, "value", w->doorbell.value, "shadow",
				 w->doorbell.shadow, "mmio", w->doorbell.mmio);
	case BP_EV_NVME_FETCH:
		return json_pack("{s:i, s:i, s:i}", "queue", w->fetch.sqid, "slot", w->fetch.slot,
				 "head", w->fetch.head);
	case BP_EV_NVME_DMA:
		return json_pack("{s:s, s:o, s:I, s:b, s:b, s:o}", "purpose",
				 bp_nvme_purpose_name(w->dma.purpose), "address",
				 hex(w->dma.address), "bytes", (json_int_t)w->dma.bytes, "write",
				 w->dma.is_write, "internal", w->dma.internal, "status",
				 hex(w->dma.status));
	case BP_EV_NVME_CQE_POSTED:
		return json_pack("{s:i, s:i, s:s, s:o, s:b}", "queue", w->posted.cqid, "slot",
				 w->posted.slot, "status",
				 bp_nvme_status_text(w->posted.cqe.status, words), "cqe",
				 bytes(&w->posted.cqe, sizeof(w->posted.cqe)), "interrupt",
				 w->posted.interrupt);
	case BP_EV_NVME_CQE_SEEN:
		return json_pack("{s:i, s:i}", "queue", w->seen.qid, "slot", w->seen.slot);
	case BP_EV_NVME_STATE:
		return json_pack("{s:i, s:i}", "from", (int)w->state.from, "to", (int)w->state.to);
	case BP_EV_BIO_DONE:
		return json_pack("{s:s}", "status", bp_status_name(step->status));
	default:
		return json_pack("{s:o, s:o}", "cc", hex(w->registers.cc), "csts",
				 hex(w->registers.csts));
	}
}

json_t *bp_steps_json(const struct bp_nvme_story *story)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < story->steps.n; i++) {
		const struct bp_told_step *step = &story->steps.at[i];
		json_t *of =
			step->command == BP_NOWHERE ? json_null() : json_integer(step->command);

		json_array_append_new(array,
				      json_pack("{s:I, s:s, s:o, s:o}", "ns", (json_int_t)step->ns,
						"step", bp_event_info(step->id)->name, "command",
						of, "what", details(step)));
	}
	return array;
}
