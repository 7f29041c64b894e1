/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bp_test.h"
#include "case.h"

/* clang-format off */
static const char nvme[] =
	"{'schema':1,'src':'nvme-mdts7','kernel':'6.1.192','seed':201,'case':79,'op':'W',"
	"'path':'vec','limits':{'logical_block_size':512,'physical_block_size':512,"
	"'max_sectors_kb':512,'max_hw_sectors_kb':512,'max_segments':127,"
	"'max_segment_size':4294967295,'dma_alignment':3,'virt_boundary_mask':4095,"
	"'chunk_sectors':0,'nomerges':2},'sector':63806,'bytes':54272,'ret':54272,"
	"'iov':[[[57024508,4],[57016320,4096],[57012224,4092]],[[56999936,2560]],"
	"[[98233344,7680]],[[114104832,1536],[120729600,4096],[121114624,4096],"
	"[114978816,4096],[120279040,4096],[118521856,1536]],[[109596668,4],[109461504,2556]],"
	"[[56995840,4096],[56991744,4096],[56987648,4096],[56983552,1536]]],"
	"'bios':[[63806,106]],"
	"'splits':[[63806,63822],[63822,63827],[63827,63842],[63842,63880],[63880,63885]],"
	"'rqs':[[63806,16],[63822,5],[63827,15],[63842,38],[63880,5],[63885,27]],"
	"'issued':[[63806,16],[63822,5],[63827,15],[63842,38],[63880,5],[63885,27]],"
	"'nsegs':[[63806,16,3],[63822,5,1],[63827,15,1],[63842,38,6],[63880,5,2],[63885,27,4]],"
	"'mapsg':[3,1,6,2,4],'sg':[[[4092,4],[0,4096],[0,4092]],[[3072,7680]],"
	"[[2560,1536],[0,4096],[0,4096],[0,4096],[0,4096],[0,1536]],[[4092,4],[0,2556]],"
	"[[0,4096],[0,4096],[0,4096],[0,1536]]],"
	"'cmds':[{'slba':63806,'nlb':16,'kind':'prp','map':[[57024508,4],[57016320,4096],"
	"[57012224,4092]],'prp1':57024508,'prp2':130020352},{'slba':63822,'nlb':5,"
	"'kind':'prp','map':[[56999936,2560]],'prp1':56999936,'prp2':0},{'slba':63827,"
	"'nlb':15,'kind':'prp','map':[[98233344,1024],[98234368,4096],[98238464,2560]],"
	"'prp1':98233344,'prp2':130021120},{'slba':63842,'nlb':38,'kind':'prp',"
	"'map':[[114104832,1536],[120729600,4096],[121114624,4096],[114978816,4096],"
	"[120279040,4096],[118521856,1536]],'prp1':114104832,'prp2':130020864},{'slba':63880,"
	"'nlb':5,'kind':'prp','map':[[109596668,4],[109461504,2556]],'prp1':109596668,"
	"'prp2':109461504},{'slba':63885,'nlb':27,'kind':'prp','map':[[56995840,4096],"
	"[56991744,4096],[56987648,4096],[56983552,1536]],'prp1':56995840,'prp2':130022144}],"
	"'why':['gap','gap','gap','gap','gap']}";

static const char scsi[] =
	"{'src':'scsidebug-bs512-pe0','kernel':'6.1.192','seed':912,'case':44,'op':'W',"
	"'path':'vec','limits':{'logical_block_size':512,'physical_block_size':512,"
	"'max_sectors_kb':7,'max_hw_sectors_kb':2147483647,'max_segments':2048,"
	"'max_segment_size':4294967295,'dma_alignment':3,'virt_boundary_mask':0,"
	"'chunk_sectors':0,'nomerges':2,'seg_boundary_mask':4095},"
	"'sector':33369,'bytes':13824,'ret':13824,"
	"'iov':[[[93769728,8192],[92299264,4096],[95105024,1536]]],"
	"'bios':[[33369,27]],'splits':[[33369,33383]],'rqs':[[33369,14],[33383,13]],"
	"'issued':[[33369,14],[33383,13]],'nsegs':[[33369,14,2],[33383,13,3]],'mapsg':[2,3]}";
/* clang-format on */

json_t *t_json(const char *text)
{
	char *copy = strdup(text);
	json_error_t error;
	json_t *value;

	for (char *at = copy; (at = strchr(at, '\'')); at++)
		*at = '"';
	value = json_loads(copy, JSON_DECODE_ANY, &error);
	if (!value)
		fail_msg("%s: %s", error.text, text);
	free(copy);
	return value;
}

json_t *t_case(void)
{
	return t_json(nvme);
}

json_t *t_case_boundary(void)
{
	return t_json(scsi);
}

static json_t *step(json_t *at, const char *key)
{
	return isdigit((unsigned char)*key) ? json_array_get(at, strtoul(key, NULL, 10))
					    : json_object_get(at, key);
}

static void set(json_t *at, const char *key, const char *value)
{
	if (!isdigit((unsigned char)*key) && value)
		json_object_set_new(at, key, t_json(value));
	else if (!isdigit((unsigned char)*key))
		json_object_del(at, key);
	else if (value)
		json_array_set_new(at, strtoul(key, NULL, 10), t_json(value));
	else
		json_array_remove(at, strtoul(key, NULL, 10));
}

void t_case_put(json_t *recorded, const char *path, const char *value)
{
	char *copy = strdup(path), *rest = copy, *key;

	while ((key = strsep(&rest, ".")) && rest && recorded)
		recorded = step(recorded, key);
	if (!recorded)
		fail_msg("there is no %s", path);
	set(recorded, key, value);
	free(copy);
}

char *t_case_line(json_t *recorded)
{
	char *text = json_dumps(recorded, JSON_COMPACT);
	char *line = malloc(strlen(text) + 2);

	strcpy(line, text);
	strcat(line, "\n");
	free(text);
	json_decref(recorded);
	return line;
}

char *t_case_changed(const char *path, const char *value)
{
	json_t *recorded = t_case();

	t_case_put(recorded, path, value);
	return t_case_line(recorded);
}

int t_case_try(json_t *recorded, struct bp_recording *recording, struct bp_error *err)
{
	char path[] = "blkpath-case-XXXXXX", *line = t_case_line(recorded);
	struct bp_recordings *file;
	int got, fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, line, strlen(line)), (ssize_t)strlen(line));
	close(fd);
	*err = (struct bp_error){ 0 };
	assert_int_equal(bp_recordings_open(path, &file, err), 0);
	unlink(path);
	got = bp_recordings_next(file, recording, err);
	bp_recordings_close(file);
	free(line);
	return got;
}

void t_case_read(json_t *recorded, struct bp_recording *recording)
{
	struct bp_error err;

	if (t_case_try(recorded, recording, &err) != 1)
		fail_msg("%s: %s", err.key, err.text);
}
