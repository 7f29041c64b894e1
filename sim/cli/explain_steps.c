/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the NVMe driver and the controller did, step by step, for people.
 */
#include "cli/teller.h"
#include "draw/nvme_words.h"

static const char *const states[] = { "new",	    "live",	"admin only", "resetting",
				      "connecting", "deleting", "dead" };

static void say_submit(FILE *out, const struct bp_nvme_submit *s)
{
	fprintf(out, "stored in slot %u of queue %u%s, tail %u", s->slot, s->qid,
		s->in_cmb ? " in controller memory" : "", s->tail);
}

static void say_doorbell(FILE *out, const struct bp_nvme_doorbell *d)
{
	fprintf(out, "%s of queue %u: %u", d->is_cq ? "head" : "tail", d->qid, d->value);
	fputs(!d->shadow ? " to its doorbell"
	      : d->mmio	 ? " to shadow and doorbell"
			 : " to its shadow alone",
	      out);
}

static void say_fetch(FILE *out, const struct bp_nvme_fetch *f)
{
	fprintf(out, "fetched from slot %u of queue %u, head %u", f->slot, f->sqid, f->head);
}

static void say_dma(FILE *out, const struct bp_nvme_dma *d)
{
	fprintf(out, "%s 0x%llx + %llu, %s", d->is_write ? "writes" : "reads", (ull)d->address,
		(ull)d->bytes, bp_nvme_purpose_name(d->purpose));
	if (d->internal)
		fputs(", in its own memory", out);
	if (d->status)
		fprintf(out, ": refused, 0x%03x", d->status);
}

static void say_cqe(FILE *out, const struct nvme_completion *cqe)
{
	char words[BP_NVME_WORDS_MAX];

	fprintf(out, "CID 0x%x, %s, SQ head %u, phase %u", le16_to_cpu(cqe->command_id),
		bp_nvme_status_text(cqe->status, words), le16_to_cpu(cqe->sq_head),
		le16_to_cpu(cqe->status) & 1);
}

static void say_posted(FILE *out, const struct bp_nvme_posted *p)
{
	fprintf(out, "posts in slot %u of completion queue %u: ", p->slot, p->cqid);
	say_cqe(out, &p->cqe);
	if (p->interrupt)
		fputs(", interrupts", out);
}

static void say_seen(FILE *out, const struct bp_nvme_seen *s)
{
	fprintf(out, "handles slot %u of completion queue %u", s->slot, s->qid);
}

static void say_registers(FILE *out, const struct bp_nvme_register_values *r)
{
	fprintf(out, "CC 0x%08x, CSTS 0x%08x", r->cc, r->csts);
}

static const char *who(enum bp_event_id id)
{
	switch (id) {
	case BP_EV_NVME_FETCH:
	case BP_EV_NVME_DMA:
	case BP_EV_NVME_CQE_POSTED:
	case BP_EV_NVME_CTRL_STATE:
		return "controller";
	case BP_EV_BIO_DONE:
		return "block core";
	default:
		return "driver";
	}
}

static void say(FILE *out, const struct bp_told_step *step)
{
	const struct bp_nvme_event *what = &step->what;

	switch (step->id) {
	case BP_EV_NVME_SUBMIT:
		say_submit(out, &what->submit);
		break;
	case BP_EV_NVME_DOORBELL:
		say_doorbell(out, &what->doorbell);
		break;
	case BP_EV_NVME_FETCH:
		say_fetch(out, &what->fetch);
		break;
	case BP_EV_NVME_DMA:
		say_dma(out, &what->dma);
		break;
	case BP_EV_NVME_CQE_POSTED:
		say_posted(out, &what->posted);
		break;
	case BP_EV_NVME_CQE_SEEN:
		say_seen(out, &what->seen);
		break;
	case BP_EV_NVME_STATE:
		fprintf(out, "state %s, was %s", states[what->state.to], states[what->state.from]);
		break;
	case BP_EV_BIO_DONE:
		fprintf(out, "ends the bio with %s",
			step->status == BLK_STS_OK ? "success" : bp_status_name(step->status));
		break;
	default:
		say_registers(out, &what->registers);
		break;
	}
}

static void tell_step(const struct bp_teller *t, const struct bp_told_step *step)
{
	fprintf(t->out, "    %12llu  ", (ull)step->ns);
	if (step->command == BP_NOWHERE)
		fprintf(t->out, "%7s", "-");
	else
		fprintf(t->out, "%7u", step->command + 1);
	fprintf(t->out, "  %-10s  ", who(step->id));
	say(t->out, step);
	fputc('\n', t->out);
}

/* Data moves in many steps; of a run of them the middle goes without saying. */
static bool is_same_move(const struct bp_told_step *a, const struct bp_told_step *b)
{
	return a->id == BP_EV_NVME_DMA && b->id == a->id && a->command == b->command &&
	       a->what.dma.purpose == b->what.dma.purpose &&
	       a->what.dma.status == b->what.dma.status;
}

static unsigned run_of(const struct bp_nvme_story *story, unsigned first)
{
	unsigned end = first + 1;

	while (end < story->steps.n && is_same_move(&story->steps.at[first], &story->steps.at[end]))
		end++;
	return end - first;
}

void bp_tell_steps(const struct bp_teller *t)
{
	const struct bp_nvme_story *story = t->x->nvme;

	fprintf(t->out, "    %12s  %7s  %-10s  does\n", "ns", "command", "who");
	for (unsigned i = 0, n; i < story->steps.n; i += n) {
		n = run_of(story, i);
		for (unsigned k = 0; k < n; k++) {
			if (bp_tell_shows(t, k, n)) {
				tell_step(t, &story->steps.at[i + k]);
			} else {
				fprintf(t->out, "    %12s  ...  %u more, see --verbose\n", "",
					bp_tell_hides(n));
				k += bp_tell_hides(n) - 1;
			}
		}
	}
	fputc('\n', t->out);
}
