package io.multimapttl.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/**
 * Starts the courier board.
 */
@SpringBootApplication
@EnableConfigurationProperties(BoardProperties.class)
public class CourierBoardApplication {

	private static final Logger logger = LoggerFactory.getLogger(CourierBoardApplication.class);

	@EventListener
	void tellAddress(WebServerInitializedEvent event) {
		logger.info("The courier board is at http://localhost:{}/", event.getWebServer().getPort());
	}

	public static void main(String[] args) {
		SpringApplication.run(CourierBoardApplication.class, args);
	}

}
