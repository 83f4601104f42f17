/** NestJS 11 on Express, with a guard and @nestjs/jwt as in its documentation. Plain JavaScript applies the decorators by hand. */
import 'reflect-metadata'
import { Controller, Get, Inject, Module, UnauthorizedException, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { JwtModule, JwtService } from '@nestjs/jwt'
import { Redis } from 'ioredis'
import { bearer, claims, films, key, listening, path, redisUrl, revocationKey } from './input.mjs'

class AuthGuard {
  constructor(jwtService, redis) {
    this.jwtService = jwtService
    this.redis = redis
  }

  async canActivate(context) {
    const request = context.switchToHttp().getRequest()
    try {
      request.user = await this.jwtService.verifyAsync(bearer(request.headers.authorization))
    } catch {
      throw new UnauthorizedException()
    }
    if (await this.redis.exists(revocationKey(request.user))) throw new UnauthorizedException()
    return true
  }
}
Inject(JwtService)(AuthGuard, undefined, 0)
Inject(Redis)(AuthGuard, undefined, 1)

class FilmsController {
  list() {
    return films
  }
}
const list = Object.getOwnPropertyDescriptor(FilmsController.prototype, 'list')
Get()(FilmsController.prototype, 'list', list)
UseGuards(AuthGuard)(FilmsController.prototype, 'list', list)
Controller(path)(FilmsController)

class AppModule {}
Module({
  imports: [JwtModule.register({ secretOrKeyProvider: () => key, verifyOptions: claims })],
  controllers: [FilmsController],
  providers: [{ provide: Redis, useFactory: () => new Redis(redisUrl) }, AuthGuard]
})(AppModule)

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] })
await app.listen(0, '127.0.0.1')
listening(app.getHttpServer().address().port)
