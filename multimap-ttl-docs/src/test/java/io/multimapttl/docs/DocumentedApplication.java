package io.multimapttl.docs;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * The application that samples are part of, also those that are tests.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class DocumentedApplication {

}
