package io.multimapttl.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class CourierBoardApplication {

	public static void main(String[] args) {
		SpringApplication.run(CourierBoardApplication.class, args);
	}

}
