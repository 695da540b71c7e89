/* What libyaml alone takes for a stream of YAML documents: reads stdin and lets each event go as it comes. bench/run measures
 * it whole beside `bulkhead scan -` on the same file, because libyaml's scanner is the floor under our YAML reader.
 *
 * Prints the number of documents and events. */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

int main(void)
{
    yaml_parser_t parser;
    yaml_event_t event;
    unsigned long n_documents = 0, n_events = 0;
    yaml_event_type_t type = YAML_NO_EVENT;

    if (!yaml_parser_initialize(&parser)) {
        return EXIT_FAILURE;
    }
    yaml_parser_set_input_file(&parser, stdin);
    while (type != YAML_STREAM_END_EVENT) {
        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "bench_events: line %zu: %s\n", parser.problem_mark.line + 1,
                    parser.problem);
            yaml_parser_delete(&parser);
            return EXIT_FAILURE;
        }
        type = event.type;
        n_events++;
        n_documents += type == YAML_DOCUMENT_START_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    printf("%lu %lu\n", n_documents, n_events);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
