/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The schema of scenario files for libcyaml, and its words of complaint made ours.
 */
#include <bsd/string.h>
#include <cyaml/cyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <input/limits_keys.h>
#include <input/scenario_yaml.h>

#define OPTIONAL (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT(name, type)                                                                           \
	CYAML_FIELD_STRING_PTR(#name, OPTIONAL, struct type, name, 0, CYAML_UNLIMITED)

static const cyaml_schema_value_t text = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0,
							      CYAML_UNLIMITED) };
static const cyaml_schema_value_t vector = { CYAML_VALUE_SEQUENCE_FIXED(CYAML_FLAG_POINTER, char *,
									&text, 2) };

static const cyaml_schema_field_t io_fields[] = {
	CYAML_FIELD_STRING_PTR("op", CYAML_FLAG_POINTER, struct bp_yaml_io, op, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("flags", OPTIONAL, struct bp_yaml_io, flags, &text, 0, 32),
	TEXT(sector, bp_yaml_io),
	TEXT(bytes, bp_yaml_io),
	TEXT(layout, bp_yaml_io),
	CYAML_FIELD_SEQUENCE("vectors", OPTIONAL, struct bp_yaml_io, vectors, &vector, 1,
			     BP_SCENARIO_VECTORS_MAX),
	TEXT(dma, bp_yaml_io),
	TEXT(provider, bp_yaml_io),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t io = { CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct bp_yaml_io,
							     io_fields) };

/*
 * The keys of `queue` are those of the table of limits, one pointer each; filled by queue_schema().
 */
struct queue_fields {
	cyaml_schema_field_t field[BP_LIMITS_KEYS_MAX + 1];
};

/* The keys of `device`: its size, and those of its table. */
struct device_fields {
	cyaml_schema_field_t field[1 + BP_DEVICE_KEYS_MAX + 1];
};

/* The keys of `nvme`. */
struct nvme_fields {
	cyaml_schema_field_t field[BP_NVME_KEYS_MAX + 1];
};

/* The whole schema; libcyaml keeps pointers into it while it works. */
struct schema {
	struct queue_fields queue;
	struct device_fields device;
	struct nvme_fields nvme;
	cyaml_schema_field_t fields[15];
	cyaml_schema_value_t top;
};

static cyaml_schema_field_t text_field(const char *key, size_t offset)
{
	return (cyaml_schema_field_t){
		.key = key,
		.data_offset = (uint32_t)offset,
		.value = { CYAML_VALUE_STRING(OPTIONAL, char, 0, CYAML_UNLIMITED) },
	};
}

static void queue_schema(struct queue_fields *queue)
{
	const struct bp_limits_key *key;

	memset(queue, 0, sizeof(*queue));
	for (unsigned i = 0; (key = bp_limits_key_at(i)); i++)
		queue->field[i] = text_field(key->name, i * sizeof(char *));
}

static void device_schema(struct device_fields *device)
{
	const char *key;

	memset(device, 0, sizeof(*device));
	device->field[0] =
		text_field("capacity_sectors", offsetof(struct bp_yaml_scenario, capacity_sectors));
	for (unsigned i = 0; (key = bp_device_key(i)); i++)
		device->field[1 + i] = text_field(key, offsetof(struct bp_yaml_scenario, device) +
							       i * sizeof(char *));
}

static void nvme_schema(struct nvme_fields *nvme)
{
	const char *key;

	memset(nvme, 0, sizeof(*nvme));
	for (unsigned i = 0; (key = bp_nvme_doc_key(i)); i++)
		nvme->field[i] = text_field(key, offsetof(struct bp_yaml_scenario, nvme) +
							 i * sizeof(char *));
}

/* A mapping inside the same struct, so that its fields keep their offsets. */
static cyaml_schema_field_t inside(const char *key, const cyaml_schema_field_t *fields)
{
	return (cyaml_schema_field_t){
		.key = key,
		.value = { .type = CYAML_MAPPING,
			   .flags = CYAML_FLAG_OPTIONAL,
			   .data_size = sizeof(struct bp_yaml_scenario),
			   .mapping.fields = fields },
	};
}

static void make_schema(struct schema *s)
{
	const cyaml_schema_field_t fields[] = {
		TEXT(name, bp_yaml_scenario),
		TEXT(seed, bp_yaml_scenario),
		TEXT(rules, bp_yaml_scenario),
		TEXT(page_size, bp_yaml_scenario),
		TEXT(limits, bp_yaml_scenario),
		CYAML_FIELD_MAPPING("queue", CYAML_FLAG_OPTIONAL, struct bp_yaml_scenario, queue,
				    s->queue.field),
		CYAML_FIELD_SEQUENCE("defects", OPTIONAL, struct bp_yaml_scenario, defects, &text,
				     0, 128),
		inside("device", s->device.field),
		inside("nvme", s->nvme.field),
		CYAML_FIELD_SEQUENCE("faults", OPTIONAL, struct bp_yaml_scenario, faults, &text, 0,
				     32),
		TEXT(plug, bp_yaml_scenario),
		CYAML_FIELD_IGNORE("machine", CYAML_FLAG_OPTIONAL), /* machine.h reads it */
		CYAML_FIELD_IGNORE("p2p", CYAML_FLAG_OPTIONAL),	    /* workload.h reads it */
		CYAML_FIELD_SEQUENCE("ios", CYAML_FLAG_POINTER, struct bp_yaml_scenario, ios, &io,
				     1, BP_SCENARIO_IOS_MAX),
		CYAML_FIELD_END,
	};

	_Static_assert(sizeof(fields) <= sizeof(s->fields), "room for the keys of a scenario");
	queue_schema(&s->queue);
	device_schema(&s->device);
	nvme_schema(&s->nvme);
	memcpy(s->fields, fields, sizeof(fields));
	s->top = (cyaml_schema_value_t){ CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER,
							     struct bp_yaml_scenario, s->fields) };
}

/* The first complaint, and the innermost place of the backtrace that follows it. */
struct complaint {
	char text[160];
	char place[160];
};

static void listen(cyaml_log_t level, void *context, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

static void listen(cyaml_log_t level, void *context, const char *format, va_list args)
{
	struct complaint *complaint = context;
	char line[160];

	(void)level;
	vsnprintf(line, sizeof(line), format, args);
	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "Load: ", 6) && !complaint->text[0])
		strlcpy(complaint->text, line + 6, sizeof(complaint->text));
	else if (strstr(line, "(line: ") && !complaint->place[0])
		strlcpy(complaint->place, line, sizeof(complaint->place));
}

/* The keys that are allowed beside the one at a path. */
static const cyaml_schema_field_t *fields_beside(const struct schema *s, const char *path)
{
	if (!strncmp(path, "queue.", 6))
		return s->queue.field;
	if (!strncmp(path, "device.", 7))
		return s->device.field;
	if (!strncmp(path, "nvme.", 5))
		return s->nvme.field;
	return strchr(path, '[') ? io_fields : s->fields;
}

static bool has(const cyaml_schema_field_t *field, const char *key)
{
	for (; field->key; field++)
		if (!strcmp(field->key, key))
			return true;
	return false;
}

/* libcyaml names the key but not its line: it is the first such key where it may not stand. */
static int tell_unknown(const struct schema *s, const struct bp_yaml_lines *lines, const char *file,
			const char *key, struct bp_error *err)
{
	const cyaml_schema_field_t *field = s->fields;
	char list[256] = "";
	unsigned line = 0;
	const char *path;

	for (unsigned i = 0; (path = bp_yaml_path_of(lines, key, i, &line)); i++) {
		field = fields_beside(s, path);
		if (!has(field, key))
			break;
	}
	if (field == s->queue.field)
		return bp_error_set(err, file, line, key,
				    "unknown key: the keys of a limits file are allowed");
	for (; field->key; field++) {
		strlcat(list, *list ? ", " : "", sizeof(list));
		strlcat(list, field->key, sizeof(list));
	}
	return bp_error_set(err, file, line, key, "unknown key: allowed here are %s", list);
}

static int tell(const struct schema *s, const struct bp_yaml_lines *lines, const char *path,
		const struct complaint *complaint, struct bp_error *err)
{
	static const char unknown[] = "Unexpected key: ";
	static const char missing[] = "Missing required mapping field: ";
	/* Of an innermost sequence libcyaml tells no key, so the words say what it may be. */
	static const struct {
		const char *theirs, *text;
	} ours[] = {
		{ "Expecting SEQUENCE", "no list: a list in [ ] is allowed" },
		{ "Expecting MAPPING", "no mapping: key: value pairs in { } are allowed" },
		{ "got event: SEQUENCE_START", "a list: one value is allowed" },
		{ "got event: MAPPING_START", "a mapping: one value is allowed" },
		{ "(2 max)", "a vector has too many values: [ADDRESS, BYTES] is allowed" },
		{ "of 2 min", "a vector lacks a value: [ADDRESS, BYTES] is allowed" },
		{ "(0 of 1 min)", "an empty list: one entry or more is allowed" },
		{ "(1024 max)", "too many I/Os: at most 1024 are allowed" },
		{ "(256 max)", "too many vectors: at most 256 are allowed" },
	};
	const char *at = strstr(complaint->place, "(line: ");
	unsigned line = at ? (unsigned)strtoul(at + 7, NULL, 10) : 0;
	char key[64] = "";

	if (!strncmp(complaint->text, unknown, sizeof(unknown) - 1))
		return tell_unknown(s, lines, path, complaint->text + sizeof(unknown) - 1, err);
	if (!strncmp(complaint->text, missing, sizeof(missing) - 1))
		return bp_error_set(err, path, line, complaint->text + sizeof(missing) - 1,
				    "is missing: it must be there");
	sscanf(complaint->place, " in mapping field '%63[^']", key);
	for (size_t i = 0; i < bp_array_size(ours); i++)
		if (strstr(complaint->text, ours[i].theirs))
			return bp_error_set(err, path, line, key, "%s", ours[i].text);
	return bp_error_set(err, path, line, key, "%s",
			    complaint->text[0] ? complaint->text : "cannot be loaded");
}

static const cyaml_config_t config = {
	.log_level = CYAML_LOG_ERROR,
	.mem_fn = cyaml_mem,
	.flags = CYAML_CFG_NO_ALIAS,
};

int bp_yaml_scenario_load(const char *path, const struct bp_yaml_lines *lines,
			  struct bp_yaml_scenario **raw, struct bp_error *err)
{
	struct complaint complaint = { 0 };
	cyaml_config_t listening = config;
	cyaml_data_t *data = NULL;
	struct schema schema;

	listening.log_fn = listen;
	listening.log_ctx = &complaint;
	make_schema(&schema);
	*raw = NULL;
	if (cyaml_load_file(path, &listening, &schema.top, &data, NULL) != CYAML_OK)
		return tell(&schema, lines, path, &complaint, err);
	*raw = data;
	return 0;
}

void bp_yaml_scenario_free(struct bp_yaml_scenario *raw)
{
	struct schema schema;

	make_schema(&schema);
	cyaml_free(&config, &schema.top, raw, 0);
}
