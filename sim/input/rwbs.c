/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/opf.h>

#include <input/rwbs.h>

/* Longer words first. */
static const struct {
	const char *letters;
	unsigned op;
} ops[] = {
	{ "DE", REQ_OP_SECURE_ERASE }, { "D", REQ_OP_DISCARD }, { "R", REQ_OP_READ },
	{ "W", REQ_OP_WRITE },	       { "N", REQ_OP_DRV_IN },
};

static const struct {
	char letter;
	unsigned flag;
} flags[] = {
	{ 'F', REQ_FUA },
	{ 'A', REQ_RAHEAD },
	{ 'S', REQ_SYNC },
	{ 'M', REQ_META },
};

static bool parse_op(const char **text, unsigned *opf)
{
	for (size_t i = 0; i < bp_array_size(ops); i++) {
		size_t length = strlen(ops[i].letters);

		if (!strncmp(*text, ops[i].letters, length)) {
			*text += length;
			*opf |= ops[i].op;
			return true;
		}
	}
	return false;
}

static unsigned flag_of(char letter)
{
	for (size_t i = 0; i < bp_array_size(flags); i++)
		if (flags[i].letter == letter)
			return flags[i].flag;
	return 0;
}

bool bp_rwbs_parse(const char **text, unsigned *opf)
{
	const char *p = *text;
	bool flush = *p == 'F';
	unsigned value = flush ? REQ_PREFLUSH : 0;

	p += flush;
	if (!parse_op(&p, &value)) {
		if (!flush)
			return false;
		value = REQ_OP_FLUSH;
	} else if (flush && bp_opf_op(value) == REQ_OP_DRV_IN) {
		value = REQ_OP_FLUSH;
	}
	for (; *p && *p != ' ' && *p != '\t'; p++) {
		unsigned flag = flag_of(*p);

		if (!flag)
			return false;
		value |= flag;
	}
	*text = p;
	*opf = value;
	return true;
}
